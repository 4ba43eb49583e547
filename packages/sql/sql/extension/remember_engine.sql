select
  set_config('plts.install_engine', i.engine, true),
  set_config('plts.install_routine_oid', plts.engine() #>> '{capabilities,routine_oid}', true),
  set_config('plts.install_role', current_setting('role'), true)
from plts.installation i;
