-- What keeps functions from being deployed, one fault a function: [{function_path, step, code, message, detail, hint}].
create or replace function stopgap.candidate_faults(
  requested_as name,
  from_schema text,
  candidates stopgap.candidate[],
  active stopgap.candidate[]
)
returns jsonb
language plpgsql
as $$
declare
  faults jsonb := '[]';
  fault jsonb;
  candidate stopgap.candidate;
begin
  -- All at once, and one by one only where something is wrong.
  if stopgap.candidate_fault(requested_as, from_schema, candidates, active) is not null then
    foreach candidate in array candidates loop
      fault := stopgap.candidate_fault(requested_as, from_schema, array[candidate], active);
      if fault is not null then
        faults := faults || jsonb_build_array(jsonb_build_object('function_path', candidate.function_path) || fault);
      end if;
    end loop;
  end if;
  return faults;
end
$$;
