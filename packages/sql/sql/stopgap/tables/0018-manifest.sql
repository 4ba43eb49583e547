-- The functions of a deployment are in fn_version; its manifest only counts them.
update stopgap.deployment d
set manifest = d.manifest - 'functions' - 'functions_by_path'
  || jsonb_build_object('function_count', (select count(*) from stopgap.fn_version v where v.deployment_id = d.id));
