import type { Client } from "pg";

/**
 * Makes every step of what changes the database one that can be stopped at: each DDL command, each statement that writes a
 * table of Stopgap, and the commit. It is triggers that find the steps, whatever they are. In a session `steps.stop_at` says
 * where, and `steps.count` how many there have been; with `steps.how` as `wait` it waits there for a lock that `hold` has
 * taken, else it ends the session.
 */
export async function watchSteps(client: Client): Promise<void> {
  await client.query(`
    create schema steps;
    create function steps.pass() returns void language plpgsql security definer as $$
    declare
      stop_at integer := nullif(current_setting('steps.stop_at', true), '');
      here integer := coalesce(nullif(current_setting('steps.count', true), '')::integer, 0) + 1;
    begin
      if stop_at is null then return; end if;
      perform set_config('steps.count', here::text, false);
      if here <> stop_at then return; end if;
      if current_setting('steps.how', true) = 'wait' then
        perform pg_advisory_lock_shared(4711);
      else
        perform pg_terminate_backend(pg_backend_pid());
        perform pg_sleep(60);
      end if;
    end $$;
    create function steps.on_command() returns event_trigger language plpgsql security definer
      as $$ begin perform steps.pass(); end $$;
    create function steps.on_write() returns trigger language plpgsql security definer
      as $$ begin perform steps.pass(); return null; end $$;
    create event trigger steps_command on ddl_command_end execute function steps.on_command();
    create event trigger steps_drop on sql_drop execute function steps.on_command();
    create constraint trigger steps_commit after insert on stopgap.activation_log
      deferrable initially deferred for each row execute function steps.on_write();
    do $$
    declare
      written regclass;
    begin
      for written in select oid from pg_class
        where relkind = 'r' and relnamespace in ('plts'::regnamespace, 'stopgap'::regnamespace)
      loop
        execute format('create trigger steps_write after insert or update or delete on %s
          for each statement execute function steps.on_write()', written);
      end loop;
    end $$;`);
}

/** Lets a session stop at a step from now on; at none, but counting, for 0. */
export async function stopAt(client: Client, step: number, how: "end" | "wait"): Promise<void> {
  await client.query(
    "select set_config('steps.stop_at', $1, false), set_config('steps.how', $2, false), set_config('steps.count', '', false)",
    [String(step), how],
  );
}

/** How many steps a session has gone since it was told where to stop. */
export async function stepsGone(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    "select current_setting('steps.count') as count",
  );
  return Number(rows[0]?.count);
}
