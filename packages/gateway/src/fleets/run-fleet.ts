/** What became of one member of a fleet. */
export type FleetOutcome<Member, Result> =
  | { readonly member: Member; readonly status: "done"; readonly result: Result }
  | { readonly member: Member; readonly status: "failed"; readonly error: unknown }
  /** It was not begun: too many had failed before, or it was stopped. Nothing has happened to it. */
  | { readonly member: Member; readonly status: "skipped" };

/** How a fleet is worked through. */
export interface FleetOptions<Member, Result> {
  /** How many members at a time, at least 1. */
  readonly parallelism: number;
  /** How many of the first members are done one by one before all others; where one of those fails, no other is begun. */
  readonly canaries: number;
  /** At how many failures no other member is begun, at least 1. Those under way come to their end. */
  readonly maxFailures: number;
  /** No other member is begun once it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Is told of each member as soon as it is done or has failed. */
  readonly onOutcome?: ((outcome: FleetOutcome<Member, Result>) => void) | undefined;
}

/**
 * Does the same work for all members of a fleet: canaries first, then several at a time, until too many have failed. It knows nothing of
 * earlier runs: work that is done already is quickly done again.
 *
 * @returns an outcome for each member, in the order of the members; work that fails is no rejection
 */
export async function runFleet<Member, Result>(
  members: readonly Member[],
  work: (member: Member) => Promise<Result>,
  options: FleetOptions<Member, Result>,
): Promise<readonly FleetOutcome<Member, Result>[]> {
  const { parallelism, canaries, maxFailures, signal, onOutcome } = options;
  const outcomes = new Map<Member, FleetOutcome<Member, Result>>();
  let failures = 0;
  const runAll = async (from: IterableIterator<Member>, limit: number): Promise<void> => {
    while (failures < limit && signal?.aborted !== true) {
      const next = from.next();
      if (next.done === true) return;
      const outcome = await outcomeOf(next.value, work);
      if (outcome.status === "failed") failures += 1;
      outcomes.set(next.value, outcome);
      onOutcome?.(outcome);
    }
  };
  await runAll(members.slice(0, canaries).values(), 1);
  if (failures === 0) {
    // All take their next member from the same iterator.
    const rest = members.slice(canaries).values();
    const runners = Array.from({ length: parallelism }, () => runAll(rest, maxFailures));
    await Promise.all(runners);
  }
  return members.map((member) => outcomes.get(member) ?? { member, status: "skipped" });
}

async function outcomeOf<Member, Result>(
  member: Member,
  work: (member: Member) => Promise<Result>,
): Promise<FleetOutcome<Member, Result>> {
  try {
    return { member, status: "done", result: await work(member) };
  } catch (error) {
    return { member, status: "failed", error };
  }
}
