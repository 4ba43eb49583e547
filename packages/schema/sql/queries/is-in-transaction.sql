-- A statement that is a transaction of its own begins when that does.
select now() <> statement_timestamp() as is_nested,
  current_setting('search_path') as search_path, current_setting('lock_timeout') as lock_timeout
