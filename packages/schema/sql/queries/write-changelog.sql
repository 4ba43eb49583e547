insert into public._stonescriptdb_gateway_changelog (change_type, object_name, change_detail, forced)
select e.entry ->> 'type', e.entry ->> 'object', e.entry -> 'detail', (e.entry ->> 'forced')::boolean
from jsonb_array_elements($1::jsonb) with ordinality as e (entry, position)
order by e.position
