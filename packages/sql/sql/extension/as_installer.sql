select set_config('role', current_setting('plts.install_role'), true);
