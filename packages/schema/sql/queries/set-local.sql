-- Names without a schema are those of public, which the files mean.
select set_config('search_path', concat_ws(', ', 'public', nullif(current_setting('search_path'), '')), true),
  set_config('lock_timeout', $1, true)
