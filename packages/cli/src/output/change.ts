import type { FunctionChange } from "@stopgap/deployer";

import type { Style } from "./style.js";

type Change = FunctionChange["change"];

/** How changes are marked in lists. */
export const changeSigns: Readonly<Record<Change, string>> = {
  added: "+",
  changed: "~",
  "changed (dependency)": "^",
  recompiled: "*",
  removed: "-",
  unchanged: "=",
};

/** How a line about a change is coloured. */
export function changeLook(change: Change, style: Style): (text: string) => string {
  switch (change) {
    case "added":
      return style.green;
    case "changed":
    case "changed (dependency)":
      return style.yellow;
    case "recompiled":
      return style.cyan;
    case "removed":
      return style.red;
    case "unchanged":
      return style.dim;
  }
}
