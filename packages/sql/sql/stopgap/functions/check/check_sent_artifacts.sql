-- Refuses artifacts that are not what their hash says, or whose imports lead elsewhere than it says.
create or replace function stopgap.check_sent_artifacts(artifacts jsonb)
returns void
language plpgsql
as $$
declare
  refused record;
begin
  perform stopgap.check_members('artifact', artifacts, 'artifact_hash', jsonb_build_object(
    'source_ts', 'string',
    'compiled_js', 'string',
    'compiler_opts', 'object',
    'compiler_fingerprint', 'string',
    'source_map', 'string or null',
    'abi', 'number',
    'imports', 'object'));
  select a.artifact_hash, fault
  into refused
  from (
    select a.*, count(*) over (partition by a.artifact_hash) as same_hash
    from jsonb_to_recordset(artifacts) as a (
      artifact_hash text, source_ts text, compiled_js text, compiler_opts jsonb, compiler_fingerprint text, abi numeric,
      imports jsonb)
  ) a
  cross join lateral plts.artifact_hash(a.compiler_fingerprint, a.source_ts, a.compiled_js, a.compiler_opts) as own_hash
  cross join lateral (select case
    when own_hash <> a.artifact_hash then format('its hash should be %s', own_hash)
    when a.same_hash > 1 then 'it is there several times'
    when a.abi not between 1 and 32767 or a.abi <> trunc(a.abi) then 'its abi must be a version, such as 1'
    when a.imports = '{}' then null
    else (
      select case
          when not plts.is_artifact_hash(i.value #>> '{}') or jsonb_typeof(i.value) <> 'string'
            then format('its import "%s" must lead to the hash of an artifact', i.key)
          else format('its import "%s" leads elsewhere than its compiler_opts say', i.key)
        end
      from jsonb_each(a.imports) i
      where jsonb_typeof(i.value) <> 'string'
        or not plts.is_artifact_hash(i.value #>> '{}')
        or (
          a.compiler_opts #>> array['import_map', i.key] like 'plts+artifact:%'
          and a.compiler_opts #>> array['import_map', i.key] <> 'plts+artifact:' || (i.value #>> '{}')
          -- A map in the source wins.
          and strpos(a.source_ts, 'plts-import-map') = 0
        )
      order by i.key
      limit 1
    )
  end) as faults (fault)
  where fault is not null
  order by a.artifact_hash
  limit 1;
  if found then
    perform stopgap.refuse_bundle(
      'invalid_parameter_value', format('artifact %s: %s', refused.artifact_hash, refused.fault));
  end if;
end
$$;
