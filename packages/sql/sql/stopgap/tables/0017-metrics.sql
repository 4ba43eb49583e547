-- What returns more columns now.
drop function if exists stopgap.route(text, text, bigint, text);
