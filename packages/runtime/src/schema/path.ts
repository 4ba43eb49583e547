/** Keys and indices as code writes them: `.user.tags[0]["a b"]`. */
export function pathOf(segments: readonly PropertyKey[]): string {
  return segments.map(pathSegment).join("");
}

function pathSegment(segment: PropertyKey): string {
  if (typeof segment === "number") return `[${String(segment)}]`;
  const name = String(segment);
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
