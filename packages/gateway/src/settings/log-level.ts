import type { GatewaySettings } from "./gateway-settings.js";
import type { Reader } from "./variable.js";

type LogLevel = GatewaySettings["logLevel"];

const logLevels: readonly LogLevel[] = [
  ...(["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const),
];
const remedy = `write ${logLevels.join(" or ")}`;

/** What `LOG_LEVEL` says. */
export const logLevel: Reader<LogLevel> = (text) => {
  const level = logLevels.find((each) => each === text.toLowerCase());
  return level === undefined ? { problem: `is '${text}'`, remedy } : { value: level };
};

/**
 * What `RUST_LOG` says, the old name: directives such as `info,stonescriptdb_gateway=debug`. That for the gateway counts, else that for
 * everything; `off` is silent. Null where there is none.
 */
export const oldLogLevel: Reader<LogLevel | null> = (text) => {
  if (text === "") return { value: null };
  const directives = text.split(",").map((each) => each.trim());
  const own = directives.find((each) => /^(stonescriptdb_gateway|stopgap)=/.test(each));
  const found = own?.split("=")[1] ?? directives.find((each) => !each.includes("="));
  const level = found?.toLowerCase() === "off" ? "silent" : found;
  const reading = logLevel(level ?? "");
  return "value" in reading
    ? reading
    : { problem: `is '${text}'`, remedy: `set LOG_LEVEL in its place, and ${remedy}` };
};
