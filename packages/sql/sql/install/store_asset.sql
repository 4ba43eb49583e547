insert into plts.asset (name, digest, body)
values (:'name', :'digest', :'body')
on conflict (name) do update
set digest = excluded.digest, body = excluded.body
where asset.digest <> excluded.digest;
