-- Refuses items of a bundle whose members are not of the JSON types that they must be, such as
-- {"kind": "string", "roles": "array or null"}. One of several items is called by a member, else by its place.
create or replace function stopgap.check_members(what text, items jsonb, named_by text, members jsonb)
returns void
language plpgsql
as $$
declare
  fault record;
begin
  select
    what || case
      when named_by is null then ''
      else ' ' || coalesce(item ->> named_by, 'number ' || place)
    end as item,
    case when jsonb_typeof(item) = 'object' then member end as member,
    case when jsonb_typeof(item) = 'object' then expected else 'object' end as expected,
    case when jsonb_typeof(item) = 'object' then actual else jsonb_typeof(item) end as actual
  into fault
  from jsonb_array_elements(items) with ordinality as all_items (item, place)
  cross join jsonb_each_text(members) as all_members (member, expected)
  cross join lateral (select coalesce(jsonb_typeof(item -> member), 'null')) as actuals (actual)
  where jsonb_typeof(item) <> 'object' or actual <> all (string_to_array(expected, ' or '))
  order by place, member
  limit 1;
  if found then
    perform stopgap.refuse_bundle('invalid_parameter_value', format(
      '%s of %s must be %s, found %s', coalesce(fault.member, 'the type'), fault.item, fault.expected, fault.actual));
  end if;
end
$$;
