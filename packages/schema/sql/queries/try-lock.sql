-- One run at a time on a database. The number is "STOP" in ASCII.
select pg_try_advisory_xact_lock(1398034256, 1) as is_locked
