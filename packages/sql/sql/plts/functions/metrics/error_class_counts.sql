-- Counts of errors by their class. The order is the kernel's: a new class comes last.
create or replace function plts.error_class_counts(counts bigint[])
returns jsonb
language sql immutable
as $$
  select jsonb_object_agg(class, coalesce(counts[place], 0))
  from unnest('{timeout,memory,cancel,js_exception,sql,unknown}'::text[]) with ordinality as classes (class, place)
$$;
