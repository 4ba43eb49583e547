-- The session keeps the lock of its transaction beyond it.
select pg_advisory_lock(1398034256, 1)
