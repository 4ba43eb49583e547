-- Source as PL/pgSQL comments, line by line. A lone carriage return ends a comment too.
create or replace function plts.comment_source(source_ts text)
returns text
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select string_agg(case when line = '' then '--' else '-- ' || line end, E'\n' order by place)
    from regexp_split_to_table(source_ts, E'\r\n|\n|\r') with ordinality as lines (line, place)
  );
end
$$;
