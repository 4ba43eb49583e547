create schema if not exists stopgap authorization :"owner";
comment on schema stopgap is 'Stopgap: versions, activation and history of what is deployed';
