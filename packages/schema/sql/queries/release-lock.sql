select pg_advisory_unlock(1398034256, 1)
