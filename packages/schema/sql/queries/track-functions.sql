insert into public._stonescriptdb_gateway_functions as k
  (function_name, signature, param_types, return_type, body_checksum, source_file)
select f.entry ->> 'name', f.entry ->> 'signature',
  array(select jsonb_array_elements_text(f.entry -> 'paramTypes')),
  f.entry ->> 'returnType', f.entry ->> 'checksum', f.entry ->> 'file'
from jsonb_array_elements($1::jsonb) as f (entry)
on conflict (function_name, param_types) do update
set signature = excluded.signature, return_type = excluded.return_type,
  body_checksum = excluded.body_checksum, source_file = excluded.source_file, deployed_at = now()
