-- What differs between two sets of functions, one row a path. `modules` are artifacts of candidates that need not be stored.
--
-- Artifacts with different hashes may be the same code from different compilers. So they are compared by their own source
-- and by what they import, pair by pair, from the functions down. What differs for itself makes all that imports it differ.
create or replace function stopgap.changes(
  active stopgap.candidate[],
  candidates stopgap.candidate[],
  modules stopgap.module[] default '{}'
)
returns table (
  fn_name name,
  function_path text,
  change text,
  active_artifact_hash text,
  candidate_artifact_hash text,
  active_contract jsonb
)
language sql stable
as $$
  with recursive compared (path, before, after) as materialized (
    select path, a, c
    from (select a, a.function_path from unnest(active) a) as all_active (a, path)
    full join (select c, c.function_path from unnest(candidates) c) as all_candidates (c, path) using (path)
  ),
  module as materialized (
    select m.*
    from unnest(modules) m
    where not exists (select from plts.artifact s where s.artifact_hash = m.artifact_hash)
  ),
  known (artifact_hash, source_ts, compiler_opts, imports) as not materialized (
    select s.artifact_hash, s.source_ts, s.compiler_opts - 'import_map', s.imports from plts.artifact s
    union all
    select m.artifact_hash, m.source_ts, m.compiler_opts - 'import_map', m.imports from module m
  ),
  -- Where import maps of functions lead to something else.
  redirected (path, before, after) as materialized (
    select c.path, i.before, i.after
    from compared c
    cross join lateral stopgap.different_imports((c.before).import_map, (c.after).import_map) i
    where (c.before).import_map <> (c.after).import_map and not (c.before is null or c.after is null)
  ),
  pair (before, after) as (
    select (c.before).artifact_hash, coalesce((c.after).artifact_hash, '')
    from compared c
    where (c.before).artifact_hash is distinct from (c.after).artifact_hash
      and not (c.before is null or c.after is null)
    union
    select r.before, r.after from redirected r
    union
    select i.before, i.after
    from pair p
    -- By their hashes, one by one: their sources would be compared with those of all artifacts.
    cross join lateral (select k.* from known k where k.artifact_hash = p.before offset 0) b
    cross join lateral (select k.* from known k where k.artifact_hash = p.after offset 0) a
    cross join lateral stopgap.different_imports(b.imports, a.imports) i
    where (a.source_ts, a.compiler_opts) = (b.source_ts, b.compiler_opts)
  ),
  same_source as materialized (
    select p.before, p.after, b.imports as imports_before, a.imports as imports_after
    from pair p
    cross join lateral (select k.* from known k where k.artifact_hash = p.before offset 0) b
    cross join lateral (select k.* from known k where k.artifact_hash = p.after offset 0) a
    where (a.source_ts, a.compiler_opts) = (b.source_ts, b.compiler_opts)
  ),
  own_difference as materialized (
    select p.before, p.after from pair p except select s.before, s.after from same_source s
  ),
  link as materialized (
    select s.before as importer_before, s.after as importer_after, i.before, i.after
    from same_source s
    cross join lateral stopgap.different_imports(s.imports_before, s.imports_after) i
  ),
  difference as (
    select d.before, d.after from own_difference d
    union
    select l.importer_before, l.importer_after
    from difference d
    join link l on l.before = d.before and l.after = d.after
  )
  select
    coalesce((c.after).fn_name, (c.before).fn_name),
    c.path,
    case
      when c.before is null then 'added'
      when c.after is null then 'removed'
      when ((c.before).export_name, (c.before).attributes) is distinct from ((c.after).export_name, (c.after).attributes)
        or own.before is not null then 'changed'
      when inner_difference.before is not null
        or c.path in (select r.path from redirected r join difference d on d.before = r.before and d.after = r.after)
        then 'changed (dependency)'
      when stopgap.contract(c.before) <> stopgap.contract(c.after)
        or (c.before).roles is distinct from (c.after).roles then 'changed'
      when ((c.before).artifact_hash, (c.before).import_map) <> ((c.after).artifact_hash, (c.after).import_map)
        then 'recompiled'
      else 'unchanged'
    end,
    (c.before).artifact_hash,
    (c.after).artifact_hash,
    case when not c.before is null then stopgap.contract(c.before) end
  from compared c
  left join own_difference own
    on own.before = (c.before).artifact_hash and own.after = coalesce((c.after).artifact_hash, '')
  left join difference inner_difference
    on inner_difference.before = (c.before).artifact_hash and inner_difference.after = (c.after).artifact_hash
$$;
