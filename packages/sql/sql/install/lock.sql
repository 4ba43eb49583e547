select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('stopgap install', 0));
