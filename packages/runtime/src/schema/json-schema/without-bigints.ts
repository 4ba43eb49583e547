/**
 * The value with every bigint as the nearest number, which is what the library knows as an integer. Without recursion: the
 * depth of arguments is their sender's choice.
 */
export function withoutBigints(value: unknown): unknown {
  if (!hasBigint(value)) return value;
  const root = { value };
  const pending: { readonly from: object; readonly to: object }[] = [{ from: root, to: root }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const key of Object.keys(next.from)) {
      const member: unknown = Reflect.get(next.from, key);
      let copy = member;
      if (typeof member === "bigint") copy = Number(member);
      else if (typeof member === "object" && member !== null) {
        copy = Array.isArray(member) ? [] : {};
        pending.push({ from: member, to: copy as object });
      }
      // `__proto__` is a key like any other.
      Object.defineProperty(next.to, key, {
        value: copy,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
  }
  return root.value;
}

function hasBigint(value: unknown): boolean {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === "bigint") return true;
    if (typeof next === "object" && next !== null)
      pending.push(...(Object.values(next) as unknown[]));
  }
  return false;
}
