-- What the tables held after two deployments and a failed one, when the migrations up to stopgap/0005 were all there were.
insert into stopgap.environment (env, live_schema) values ('prod', 'live_deployment'), ('unused', null);
insert into stopgap.deployment (env, label, created_by, created_as, source_schema, status, manifest) values
  ('prod', 'first', 'ada', 'stopgap_deployer', 'app', 'superseded',
   '{"env": "prod", "functions": [{"fn_name": "f", "kind": "mutation"}], "functions_by_path": {"api.legacy.f": {"kind": "mutation"}}, "prune": {"enabled": false}, "summary": {"added": 1}}'),
  ('prod', 'second', 'ada', 'stopgap_deployer', 'app', 'active',
   '{"env": "prod", "functions": [{"fn_name": "f", "kind": "mutation"}], "functions_by_path": {"api.legacy.f": {"kind": "mutation"}}, "prune": {"enabled": false}, "summary": {"changed": 1}}'),
  ('prod', null, 'ada', 'stopgap_deployer', 'gone', 'failed',
   '{"env": "prod", "functions": [], "error": {"message": "schema gone does not exist", "at": "stopgap.deploy"}}');
insert into stopgap.activation_log (env, from_deployment_id, to_deployment_id, activated_by, activated_as) values
  ('prod', null, 1, 'ada', 'stopgap_deployer'),
  ('prod', 1, 2, 'ada', 'stopgap_deployer');
update stopgap.environment set active_deployment_id = 2 where env = 'prod';
create schema live_deployment authorization stopgap_owner;
grant usage on schema live_deployment to app_user, stopgap_deployer;
create schema app;
