-- The source in a shell: the comment lines below its first line. Null where there are none.
create or replace function plts.uncomment_source(body text)
returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  with lines as (
    select line, place
    from regexp_split_to_table(body, E'\n') with ordinality as split (line, place)
    where place > 1
  )
  select string_agg(substr(line, 4), E'\n' order by place)
  from lines
  where line like '--%'
    and place < coalesce((select min(place) from lines where line not like '--%'), 2147483647)
$$;
