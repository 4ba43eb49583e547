create function baseline.plpgsql_thousand(args jsonb) returns jsonb language plpgsql as $$
begin
  return (
    select jsonb_agg(i)
    from (select * from baseline.item where id > (args ->> 'id')::int order by id limit 1000) i
  );
end
$$;
