do $$
begin
  if not exists (select from plts.migration m where m.path = :'path') then
    execute :'text';
    insert into plts.migration (path) values (:'path');
  end if;
end
$$;
