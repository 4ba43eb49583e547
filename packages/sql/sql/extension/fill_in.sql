do $$
begin
  execute replace(replace(:'text',
    '@engine@', current_setting('plts.install_engine')),
    '@routine_oid@', current_setting('plts.install_routine_oid'));
end
$$;
