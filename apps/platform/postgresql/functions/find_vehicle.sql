create or replace function find_vehicle(plate text) returns setof vehicles
language sql stable
as $$ select * from vehicles where vehicles.plate = find_vehicle.plate $$;
