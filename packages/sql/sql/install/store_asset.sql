insert into plts.asset (name, digest, body)
values ($1, $2, $3)
on conflict (name) do update
set digest = excluded.digest, body = excluded.body
