create schema baseline;
create table baseline.item (id int primary key, name text not null, price numeric not null);
insert into baseline.item select n, 'item ' || n, n * 1.5 from generate_series(1, 10000) n;
analyze baseline.item;
