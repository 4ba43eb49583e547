-- Whether a type stands for the one that a call gives it.
create or replace function plts.is_polymorphic(type oid)
returns boolean
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select type = any (array[
    'anyelement', 'anyarray', 'anynonarray', 'anyenum', 'anyrange', 'anymultirange', 'anycompatible',
    'anycompatiblearray', 'anycompatiblenonarray', 'anycompatiblerange', 'anycompatiblemultirange']::regtype[])
$$;
