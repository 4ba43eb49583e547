-- What a diff tells beyond the environment: {summary, functions}. `hidden` are members of its functions that it leaves out.
create or replace function stopgap.comparison(
  active stopgap.candidate[],
  candidates stopgap.candidate[],
  modules stopgap.module[] default '{}',
  hidden text[] default '{}'
)
returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'summary', stopgap.change_summary(array_agg(c.change)),
    'functions', coalesce(jsonb_agg(to_jsonb(c) - hidden order by c.function_path collate "C"), '[]')
  )
  from stopgap.changes(active, candidates, modules) c
$$;
