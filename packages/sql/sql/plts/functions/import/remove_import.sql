create or replace function plts.remove_import(specifier text)
returns void
language plpgsql strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  users text[] := array(select u::text from plts.import_users(specifier) u);
begin
  if not exists (select from plts.import_map m where m.specifier = remove_import.specifier) then
    raise exception 'no package % is in plts.import_map', quote_literal(specifier)
      using errcode = 'undefined_object';
  elsif cardinality(users) > 0 then
    raise exception 'package % is used by %', quote_literal(specifier), array_to_string(users, ', ')
      using errcode = 'dependent_objects_still_exist', hint = 'Drop these functions, or create them without the import.';
  end if;
  delete from plts.import_map m where m.specifier = remove_import.specifier;
end
$$;
comment on function plts.remove_import(text) is
  'Takes a bare import away that no function uses';
