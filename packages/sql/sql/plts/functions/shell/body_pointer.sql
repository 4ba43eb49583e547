-- The pointer in the first line of a shell; null where the body is none.
create or replace function plts.body_pointer(body text)
returns jsonb
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return substring(body from '^-- plts (\{[^\n]*\})\n')::jsonb;
exception when invalid_text_representation or untranslatable_character then
  return null;
end
$$;
