-- Functions that stand in another file now.
update public._stonescriptdb_gateway_functions as k set source_file = m.file
from unnest($1::int[], $2::text[]) as m (id, file)
where k.id = m.id
