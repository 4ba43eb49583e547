-- The name of an artifact. Every part is preceded by its length, so that no two lists of parts read alike.
create or replace function plts.artifact_hash(
  compiler_fingerprint text,
  source_ts text,
  compiled_js text,
  compiler_opts jsonb
)
returns text
language sql immutable strict parallel safe
as $$
  select 'sha256:' || encode(
    sha256(convert_to(string_agg(octet_length(convert_to(part, 'UTF8')) || ':' || part, '' order by place), 'UTF8')),
    'hex'
  )
  from unnest(array[compiler_fingerprint, source_ts, compiled_js, compiler_opts::text])
    with ordinality as parts (part, place)
$$;
