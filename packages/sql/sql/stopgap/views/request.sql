-- What changes deployments runs as the owner, and code that runs as its owner cannot see who called it. A request can:
-- PostgreSQL fills requested_as with the role in force, and nobody is granted that column. The public functions write
-- requests; the trigger performs them; nothing is stored.
create or replace view stopgap.request as
select
  null::text as operation,
  null::jsonb as arguments,
  null::name as requested_as,
  null::jsonb as result
where false;
alter view stopgap.request alter column requested_as set default current_user;

create or replace trigger perform
instead of insert on stopgap.request
for each row execute function stopgap.perform_request();
