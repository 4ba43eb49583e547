/** The platform of the benchmark. */
export const platform = "gateway_benchmark";

/** How many rows there are to choose from. */
export const items = 1000;

/** What each tenant's database has: a table, and the one-row function that is called. */
export const functions = `
create table item (id int primary key, name text not null, price numeric(10, 2) not null, made_at timestamptz not null);
insert into item select n, 'item ' || n, n * 1.25, '2026-01-01'::timestamptz + n * interval '1 minute' from generate_series(1, ${items}) n;
analyze item;
create function find_item(wanted int) returns table (id int, name text, price numeric, made_at timestamptz)
  language sql stable as 'select id, name, price, made_at from item where id = wanted';`;

/** The same call by hand. */
export const statement = "select * from find_item($1)";
