-- The function that `@stopgap/<schema>/<function>` names, as it is now: {pointer} or {refusal}.
create or replace function plts.sibling(specifier text)
returns jsonb
language plpgsql stable strict
set search_path = pg_catalog, pg_temp
as $$
declare
  named_schema text := split_part(specifier, '/', 2);
  function_name text := substr(specifier, length(named_schema) + 11);
  label text := format('%I.%I', named_schema, function_name);
  functions pg_proc[] := array(
    select p
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = named_schema and p.proname = function_name
  );
  written pg_proc[] := array(select f from unnest(functions) f where plts.is_plts(f.oid));
begin
  return case
    when cardinality(functions) = 0 then jsonb_build_object('refusal', format('there is no function %s', label))
    when cardinality(written) = 0 then
      jsonb_build_object('refusal', format('function %s is not written in TypeScript', label))
    when cardinality(written) > 1 then
      jsonb_build_object('refusal', format('function %s is overloaded', label))
    when not plts.is_jsonb_function(written[1]) then
      jsonb_build_object('refusal', format('function %s does not take one jsonb and return jsonb', label))
    else coalesce(
      (select jsonb_build_object('pointer', pointer)
        from plts.body_pointer((written[1]).prosrc) as pointer
        where pointer ? 'artifact_hash'),
      jsonb_build_object('refusal', format('the body of function %s is no shell of plts', label)))
  end;
end
$$;
