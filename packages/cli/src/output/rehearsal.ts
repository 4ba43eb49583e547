import type { BundleFunctionChange, HeldLock, Rehearsal, RehearsedStep } from "@stopgap/deployer";

import { changeLook, changeSigns } from "./change.js";
import { formatDuration } from "./duration.js";
import type { JsonDocument } from "./json.js";
import type { Style } from "./style.js";
import { formatTable } from "./table.js";

/** What a rehearsal found, for programs. */
export function rehearsalDocument({ plan, steps, locks }: Rehearsal): JsonDocument {
  return {
    functions: plan?.functions ?? null,
    steps: steps.map(({ step, total, durationMs }) => ({
      step,
      total,
      duration_ms: Math.round(durationMs),
    })),
    locks,
  };
}

/** The same for people: what changes, how long each step took, and what others would have to wait for. */
export function formatRehearsal(
  { plan, steps, locks }: Rehearsal,
  style: Style,
): readonly string[] {
  const changes = plan?.functions.filter(({ change }) => change !== "unchanged") ?? [];
  const felt = locks.filter(isFelt);
  return [
    ...section(changes, changeColumns(style), style),
    ...section(steps, stepColumns, style),
    ...section(felt, lockColumns, style),
  ];
}

type Columns<Row> = Parameters<typeof formatTable<Row>>[1];

function section<Row>(
  rows: readonly Row[],
  columns: Columns<Row>,
  style: Style,
): readonly string[] {
  return rows.length === 0 ? [] : [formatTable(rows, columns, style), ""];
}

function changeColumns(style: Style): Columns<BundleFunctionChange> {
  const look = (text: string, { change }: BundleFunctionChange): string =>
    changeLook(change, style)(text);
  return [
    { title: " ", cell: ({ change }) => changeSigns[change], look },
    { title: "function", cell: ({ function_path: path }) => path, look },
    { title: "change", cell: ({ change }) => change, look },
    { title: "callers", cell: ({ compatibility }) => compatibility },
  ];
}

const stepColumns: Columns<RehearsedStep> = [
  { title: "step", cell: ({ step }) => step },
  { title: "parts", cell: ({ total }) => (total === null ? "" : String(total)), align: "right" },
  { title: "took", cell: ({ durationMs }) => formatDuration(durationMs), align: "right" },
];

const lockColumns: Columns<HeldLock> = [
  { title: "locked", cell: ({ object }) => object },
  { title: "mode", cell: ({ mode }) => mode },
];

/** Whether others can be held up by it: reading, and what reading with intent to write takes, holds up next to nobody. */
function isFelt({ object, mode }: HeldLock): boolean {
  return !["AccessShareLock", "RowShareLock"].includes(mode) && !object.startsWith("index ");
}
