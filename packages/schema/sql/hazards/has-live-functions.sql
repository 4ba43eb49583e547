-- Whether the database has Stopgap, and this role may read what it stores.
select coalesce(has_table_privilege(to_regclass('plts.artifact'), 'select'), false)::text as answer
