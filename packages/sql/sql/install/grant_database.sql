-- The owner makes schemas: those of the installation, and every live schema.
do $$
begin
  execute format('grant create on database %I to %I', current_database(), :'owner');
end
$$;
