-- The layers speak to each other in terms of one version.
do $$
declare
  installed text := (select e.extversion from pg_extension e where e.extname = 'plts');
begin
  if installed <> :'version' then
    raise exception 'stopgap % needs plts %, and this database has plts %', :'version', :'version', installed
      using errcode = 'object_not_in_prerequisite_state', hint = format('Run: alter extension plts update to %L;', :'version');
  end if;
end
$$;
