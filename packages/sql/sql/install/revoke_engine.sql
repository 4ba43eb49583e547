-- Who may write functions in the engine's own language can hand its object to any code of the same role.
grant usage on language :"engine" to :"owner";
revoke usage on language :"engine" from public;
