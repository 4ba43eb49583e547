-- A setting of this schema; null where it is not set. It is '' once a transaction that had set it locally has ended.
create or replace function stopgap.setting(name text)
returns text
language sql stable
as $$ select nullif(current_setting('stopgap.' || name, true), '') $$;
