create schema if not exists plts authorization :"owner";
comment on schema plts is 'Stopgap: a language whose functions are written in TypeScript';
