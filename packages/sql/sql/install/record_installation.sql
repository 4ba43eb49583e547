insert into plts.installation (version, engine, mode, roles)
values (:'version', :'engine', :'mode', :'roles')
on conflict (is_only) do update
set version = excluded.version,
  engine = excluded.engine,
  mode = excluded.mode,
  roles = excluded.roles,
  upgraded_at = now();
