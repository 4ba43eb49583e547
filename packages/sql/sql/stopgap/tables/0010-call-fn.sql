-- What takes more arguments now.
drop function if exists stopgap.call_fn(text, jsonb, text);
drop function if exists stopgap.route(text, text);
drop function if exists stopgap.legacy_route(text, text);
drop function if exists stopgap.describe_function(oid);
