create function baseline.plpgsql_one(args jsonb) returns jsonb language plpgsql as $$
begin
  return (select to_jsonb(i) from baseline.item i where i.id = (args ->> 'id')::int);
end
$$;
