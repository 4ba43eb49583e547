import { expect, it } from "vitest";

import { statementLocks } from "../../src/hazards/statement-locks.js";

it.each([
  ["alter table t add column a int", ["public.t AccessExclusiveLock"]],
  ["alter table s.t validate constraint c", ["s.t ShareUpdateExclusiveLock"]],
  ["alter table t disable trigger all", ["public.t ShareRowExclusiveLock"]],
  [
    "alter table t add foreign key (a) references s.u",
    ["public.t ShareRowExclusiveLock", "s.u ShareRowExclusiveLock"],
  ],
  [
    "alter table t add column a int references u",
    ["public.t AccessExclusiveLock", "public.u ShareRowExclusiveLock"],
  ],
  ["create table n (a int references u)", ["public.u ShareRowExclusiveLock"]],
  ["create index on t (a)", ["public.t ShareLock"]],
  ["create index concurrently i on t (a)", ["public.t ShareUpdateExclusiveLock"]],
  ["drop table s.t, u", ["s.t AccessExclusiveLock", "public.u AccessExclusiveLock"]],
  ["drop trigger g on s.t", ["s.t AccessExclusiveLock"]],
  ["drop index concurrently i", ["public.i ShareUpdateExclusiveLock"]],
  ["create trigger g before insert on t execute function f()", ["public.t ShareRowExclusiveLock"]],
  ["alter table t rename a to b", ["public.t AccessExclusiveLock"]],
  ["truncate t", ["public.t AccessExclusiveLock"]],
  ["lock table t in share mode", ["public.t ShareLock"]],
  ["insert into t values (1)", ["public.t RowExclusiveLock"]],
  ["update t set a = 1", ["public.t RowExclusiveLock"]],
  ["vacuum t", ["public.t ShareUpdateExclusiveLock"]],
  ["vacuum (full) t", ["public.t AccessExclusiveLock"]],
  ["reindex table concurrently t", ["public.t ShareUpdateExclusiveLock"]],
  ["refresh materialized view v", ["public.v AccessExclusiveLock"]],
  ["create function f() returns int language sql as 'select 1'", []],
  ["no sql at all", []],
])("%s locks %j", async (text, expected) => {
  const locks = await statementLocks(text);
  expect(locks.map(({ relation, mode }) => `${relation} ${mode}`)).toEqual(expected);
});
