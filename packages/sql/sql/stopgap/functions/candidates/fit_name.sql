-- A name that PostgreSQL does not cut: past 63 bytes it is cut here, and ends in 8 digits of its hash.
create or replace function stopgap.fit_name(name text)
returns name
language plpgsql immutable
as $$
declare
  kept text := left(name, 54);
begin
  if octet_length(name) <= 63 then
    return name::name;
  end if;
  while octet_length(kept) > 54 loop
    kept := left(kept, -1);
  end loop;
  return format('%s_%s', kept, left(encode(sha256(convert_to(name, 'UTF8')), 'hex'), 8))::name;
end
$$;
