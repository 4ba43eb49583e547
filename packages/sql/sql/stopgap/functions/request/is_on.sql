create or replace function stopgap.is_on(setting text)
returns boolean
language sql stable
as $$ select coalesce(lower(btrim(stopgap.setting(setting))) in ('1', 'on', 'true', 't', 'yes', 'y'), false) $$;
