create table plts.asset (
  name text primary key,
  digest text not null,
  body text not null
);
comment on table plts.asset is 'The scripts that an engine loads: kernel, schema library, compiler';
