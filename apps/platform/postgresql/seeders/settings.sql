insert into settings (key, value) values ('currency', '"EUR"');
insert into settings (key, value) values ('opening', '{"monday": "08:00; 17:00", "note": "(by appointment)"}')
on conflict (key) do nothing;
