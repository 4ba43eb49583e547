-- Where two import maps lead to different artifacts. The hash is empty where only the other one has the specifier.
create or replace function stopgap.different_imports(imports jsonb, other_imports jsonb)
returns table (before text, after text)
language sql immutable
as $$
  select coalesce(a.hash, ''), coalesce(b.hash, '')
  from jsonb_each_text(imports) as a (specifier, hash)
  full join jsonb_each_text(other_imports) as b (specifier, hash) using (specifier)
  where a.hash is distinct from b.hash
$$;
