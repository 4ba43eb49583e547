import { type Static, type TObject, Type } from "typebox";

const states = ["completed", "completed_with_failures", "stopped"] as const;

/** How a fleet is worked through, as requests say it. */
export const fleetRequestFields = {
  canary_databases: Type.Optional(
    Type.Array(Type.String(), {
      description:
        "Done first, one by one; no other is begun where one fails. Default: the first by name",
    }),
  ),
  parallelism: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 64, description: "How many databases at a time" }),
  ),
  max_failures: Type.Optional(
    Type.Integer({ minimum: 1, description: "At how many failures no other is begun. Default: 1" }),
  ),
};

/** How a fleet has come out. */
export const fleetCountFields = {
  status: Type.Enum([...states], {
    description: "`stopped`: some were not begun; the same request goes on where it ended",
  }),
  total: Type.Integer(),
  done: Type.Integer({ description: "Those that have changed" }),
  unchanged: Type.Integer(),
  failed: Type.Integer(),
  skipped: Type.Integer(),
};

/** Counts what became of the databases of a fleet. */
export function countResults(
  results: readonly { readonly status: string }[],
): Static<TObject<typeof fleetCountFields>> {
  const count = (status: string): number =>
    results.filter((result) => result.status === status).length;
  const [unchanged, failed, skipped] = [count("unchanged"), count("failed"), count("skipped")];
  return {
    status: skipped > 0 ? "stopped" : failed > 0 ? "completed_with_failures" : "completed",
    total: results.length,
    done: results.length - unchanged - failed - skipped,
    unchanged,
    failed,
    skipped,
  };
}
