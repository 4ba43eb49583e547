-- Whether there is Stopgap in this database that no extension has brought.
do $$
declare
  installed text;
begin
  if to_regclass('plts.installation') is not null then
    execute 'select i.version from plts.installation i' into installed;
    raise exception 'this database has Stopgap % already, installed by "stopgap init"', installed
      using errcode = 'duplicate_object', hint = 'It is upgraded the same way: stopgap init --db <url> --database-only';
  end if;
end
$$;
