import { resultJson } from "../value/result-json.js";

/**
 * The arguments of a `console` method as one text: placeholders of the first one filled in, what is left over after it.
 *
 * @param checkInterrupts asked now and then, for values that take long to write
 */
export function formatMessage(values: readonly unknown[], checkInterrupts: () => unknown): string {
  const show = (value: unknown): string => shown(value, checkInterrupts);
  const [first, ...rest] = values;
  if (typeof first !== "string") return values.map(show).join(" ");
  if (rest.length === 0) return first;
  let used = 0;
  const text = first.replace(/%([sdifjoOc%])/g, (placeholder, kind: string) => {
    if (kind === "%") return "%";
    if (used >= rest.length) return placeholder;
    const value = rest[used];
    used += 1;
    return filledIn(kind, value, show);
  });
  return [text, ...rest.slice(used).map(show)].join(" ");
}

function filledIn(kind: string, value: unknown, show: (value: unknown) => string): string {
  switch (kind) {
    case "d":
      return numberText(value, Number);
    case "i":
      return numberText(value, (text) => Number.parseInt(String(text), 10));
    case "f":
      return numberText(value, (text) => Number.parseFloat(String(text)));
    // A style, which text has none of.
    case "c":
      return "";
    default:
      return show(value);
  }
}

function numberText(value: unknown, convert: (value: unknown) => number): string {
  if (typeof value === "bigint") return `${String(value)}n`;
  return typeof value === "symbol" || typeof value === "object" ? "NaN" : String(convert(value));
}

/** A value as text: a string as it is, an object as JSON where it has that form. */
function shown(value: unknown, checkInterrupts: () => unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return `${String(value)}n`;
  if (typeof value === "function") return "[function]";
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return value instanceof Error
      ? `${value.name}: ${value.message}`
      : (resultJson(value, checkInterrupts) ?? "null");
  } catch (error) {
    // A cancel is thrown once more by whatever comes next.
    return `[${error instanceof Error ? error.message : "a value that cannot be shown"}]`;
  }
}
