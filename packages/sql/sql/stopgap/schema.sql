create schema if not exists stopgap authorization :"owner";
comment on schema stopgap is 'Stopgap: versions, activation and history of what is deployed';

create schema if not exists stopgap_version authorization :"owner";
comment on schema stopgap_version is 'Stopgap: functions of kept deployments that are no longer live, for calls that name a deployment';

create schema if not exists stopgap_definer authorization :"owner";
comment on schema stopgap_definer is
  'Stopgap: what functions of stopgap_version run with the rights of another role; nobody may name anything in here';
