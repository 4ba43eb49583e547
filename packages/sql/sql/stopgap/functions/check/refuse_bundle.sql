-- Says what is wrong with a bundle.
create or replace function stopgap.refuse_bundle(code text, fault text)
returns void
language plpgsql
as $$
begin
  raise exception 'stopgap refuses the bundle: %', fault using errcode = code;
end
$$;
