-- Whether a specifier is a bare name, which an import map can explain: no path, no URL, and none of Stopgap's own.
create or replace function plts.is_bare_specifier(specifier text)
returns boolean
language sql immutable strict
set search_path = pg_catalog, pg_temp
as $$
  select specifier <> '' and specifier !~ '[:\s[:cntrl:]]' and specifier !~ '^(/|[.]{1,2}(/|$)|@stopgap/)'
$$;
