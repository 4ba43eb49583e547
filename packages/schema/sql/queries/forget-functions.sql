delete from public._stonescriptdb_gateway_functions where id = any ($1::int[])
