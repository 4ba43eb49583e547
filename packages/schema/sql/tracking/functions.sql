create table if not exists public._stonescriptdb_gateway_functions (
  id serial primary key,
  -- As an identifier is written: quoted where it must be, with the schema where that is not public.
  function_name text not null,
  signature text not null,
  param_types text[] not null,
  return_type text not null,
  body_checksum text not null,
  source_file text not null,
  deployed_at timestamptz default now(),
  unique (function_name, param_types)
)
