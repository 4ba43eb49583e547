create or replace function customers_by_tag(tag text)
returns table (id uuid, name text, email email_address, tags text[])
language sql stable
as $$
  select c.id, c.name, c.email, c.tags from customers c where tag = any (c.tags) order by c.name
$$;
