alter table plts.hook
  drop constraint hook_name_check,
  add constraint hook_name_check check (name in ('describe_function', 'other_version'));

-- What takes more arguments now.
drop function if exists plts.ask_hook(text, oid);
drop function if exists plts.describe_function(text);
