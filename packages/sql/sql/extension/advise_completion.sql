-- Functions of deployments are not the extension's, so that its script cannot make them.
do $$
begin
  if exists (select from stopgap.deployment) then
    raise notice 'functions that are deployed run on as they are'
      using hint = 'To bring them up to date, run: select stopgap.complete_versions();';
  end if;
end
$$;
