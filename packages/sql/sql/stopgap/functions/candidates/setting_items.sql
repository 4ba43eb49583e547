-- The items of a setting that is a list of names, as PostgreSQL reads them: quoted ones as they are, others in lower
-- case.
create or replace function stopgap.setting_items(value text)
returns text[]
language sql immutable
as $$
  select coalesce(array_agg(
    case
      when item like '"%' then replace(substr(item, 2, length(item) - 2), '""', '"')
      else lower(item)
    end order by place
  ), '{}')
  from regexp_matches(value, '("(?:[^"]|"")*"|[^",[:space:]]+)', 'g') with ordinality as matches (groups, place),
    unnest(groups) as item
$$;
