/** Whether a field of a form says yes: `true` or `1`. */
export function formFlag(value: string | undefined): boolean {
  return value === "true" || value === "1";
}

/** The words of a field of a form, separated by commas or white space. */
export function formList(value: string | undefined): readonly string[] {
  return (value ?? "").split(/[\s,]+/).filter((word) => word !== "");
}
