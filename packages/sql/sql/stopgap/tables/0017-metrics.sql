-- Whose deployment it was that brought a version of a live function. Kept, because the first of them may go before the others.
alter table stopgap.fn_version add column since_deployment_id bigint;
update stopgap.fn_version v
set since_deployment_id = (
  select min(w.deployment_id) from stopgap.fn_version w where w.version_key = v.version_key)
where v.version_key is not null;
comment on column stopgap.fn_version.since_deployment_id is
  'The first deployment with this version of the live function; its statements and numbers carry it';

-- What returns more columns now.
drop function if exists stopgap.route(text, text, bigint, text);
