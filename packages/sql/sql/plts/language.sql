-- PL/pgSQL's own handler: what runs is a shell, which is PL/pgSQL.
create or replace function plts.call_handler()
returns language_handler
language c
as '$libdir/plpgsql', 'plpgsql_call_handler';

alter function plts.call_handler() owner to :"owner";

create or replace trusted language plts handler plts.call_handler validator plts.validator;
comment on language plts is 'TypeScript, run by the JavaScript engine of this server';
revoke usage on language plts from public;
-- The owner makes the live functions.
grant usage on language plts to :"author", :"deployer", :"owner";
