-- Roles are the cluster's: another installation may be making the same one in another database.
do $$
begin
  create role :"role" nologin;
exception when duplicate_object or unique_violation then
  null;
end
$$;
