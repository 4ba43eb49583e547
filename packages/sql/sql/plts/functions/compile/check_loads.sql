-- Refuses code that cannot be evaluated in this database.
create or replace function plts.check_loads(artifact_hash text, label text)
returns void
language plpgsql strict
set search_path = pg_catalog, pg_temp
as $$
declare
  -- No module exports this name, so nothing is called.
  call text := jsonb_build_object('artifact_hash', artifact_hash, 'export', ' ')::text;
  answer text;
  failure jsonb;
begin
  select plts.invoke(call, null, null) into answer from (values (1)) as one_row;
  failure := substr(answer, 2)::jsonb;
  if failure ->> 'code' in ('57014', '57P01') then
    perform plts.raise_error(answer);
  elsif (failure ->> 'detail')::jsonb ->> 'stage' = 'module load' then
    raise exception '% cannot be loaded in this database: %', label, failure ->> 'message'
      using errcode = failure ->> 'code', detail = failure ->> 'detail';
  end if;
end
$$;
