create type stopgap.step as (
  name text,
  done integer,
  total integer,
  started_at timestamptz,
  told_at timestamptz
);
comment on type stopgap.step is 'A step of a long operation, as far as it is';
comment on column stopgap.step.total is 'How many parts it has; null where that is not known';

drop function if exists stopgap.complete_manifest(bigint, bigint, boolean);
