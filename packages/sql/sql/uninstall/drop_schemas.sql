drop language if exists plts cascade;
drop schema if exists stopgap_version, stopgap_definer, stopgap, plts cascade;
