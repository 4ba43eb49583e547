-- The function that runs a version: the one that is kept of it, or the live one; null where it is neither. A transaction can see
-- a deployment before its session has been told of the functions that came with it: PostgreSQL makes a commit visible first.
-- So this waits for that where it must.
create or replace function stopgap.find_version(version_key text, live oid)
returns oid
language plpgsql stable
as $$
declare
  kept oid;
begin
  if version_key is null then
    return null;
  end if;
  for attempt in 1..2000 loop
    kept := stopgap.version_function(version_key);
    if kept is not null then
      return kept;
    elsif strpos(pg_get_functiondef(live), version_key) > 0 then
      return live;
    end if;
    perform pg_sleep(0.001) where attempt > 1;
    -- A lock of any object makes the session look for what it is told.
    perform pg_get_object_address('schema', '{pg_catalog}', '{}');
  end loop;
  return null;
end
$$;
