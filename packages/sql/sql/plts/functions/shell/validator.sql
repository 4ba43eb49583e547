-- Called at every `create function ... language plts`, as the creating role. It compiles the TypeScript in the body, stores
-- it, and replaces the body by a shell; and so it is called once more, with the shell.
create or replace function plts.validator(function oid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  created pg_proc;
  pointer jsonb;
  import_map jsonb;
  source text;
  is_stored boolean;
  is_outdated boolean := false;
  is_restore boolean := not current_setting('check_function_bodies')::boolean;
begin
  -- A dump restores functions in the order of their schemas and names, and tables after them: what is below may be missing
  -- yet, and nothing is to be compiled then.
  if is_restore and (to_regprocedure('plts.replace_body(oid, text)') is null or to_regclass('plts.artifact') is null) then
    return;
  end if;
  select * into created from pg_proc p where p.oid = function;
  pointer := plts.body_pointer(created.prosrc);
  -- What a deployment makes, thousands at a time.
  if pointer ? 'live' and plts.is_jsonb_function(created)
    and created.prosrc = plts.live_shell(pointer, function::regprocedure::text)
  then
    return;
  end if;
  source := created.prosrc;
  if created.prosrc like '-- plts %' then
    source := plts.uncomment_source(created.prosrc);
    if pointer is null or created.prosrc not in (
      plts.function_shell(function, pointer, source, true), plts.function_shell(function, pointer, source, false))
    then
      if pointer is null or not is_restore then
        raise exception 'the body of % begins like a shell, but is none', function::regprocedure
          using errcode = 'syntax_error',
            hint = 'Change only the TypeScript in the comments below the first line, or give the TypeScript itself.';
      end if;
      is_outdated := true;
    end if;
    is_stored := plts.has_source(pointer ->> 'artifact_hash', coalesce(source, ''));
    -- A shell without its source is a deployed function's; one whose source is that of its artifact is complete.
    if is_stored or source is null or (is_stored is null and is_restore) then
      -- A dump holds the names that types and functions had when their shell was written.
      if is_outdated then
        perform plts.replace_body(function, plts.function_shell(function, pointer, source, :'routine_oid' = 'true'));
      end if;
      return;
    end if;
  end if;
  perform plts.refuse_shape(created);
  pointer := jsonb_build_object(
    'plts', 1,
    'kind', 'source',
    'artifact_hash', plts.compile_function(
      source, not is_restore, (select n.nspname from pg_namespace n where n.oid = created.pronamespace), created.proname),
    'export', 'default',
    'mode', 'source');
  import_map := plts.import_closure(pointer ->> 'artifact_hash', '{}');
  if import_map <> '{}' then
    pointer := pointer || jsonb_build_object('import_map', import_map);
  end if;
  perform plts.replace_body(
    function, plts.function_shell(function, pointer, source, :'routine_oid' = 'true'));
end
$$;
