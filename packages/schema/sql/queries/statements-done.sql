-- How far a migration without a transaction has come in earlier runs; null where there was none.
select max((change_detail ->> 'statements_done')::int) as done
from public._stonescriptdb_gateway_changelog
where object_name = $1 and change_type in ('migration_started', 'migration_progressed')
  and change_detail ->> 'checksum' = $2
