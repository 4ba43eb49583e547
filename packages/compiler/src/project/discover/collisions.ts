import { liveName } from "./function-path.js";

/** What collisions are about. */
interface Called {
  readonly path: string;
  readonly file: string;
  readonly kind: string;
}

/** Two functions that cannot both be, and why. */
export interface Collision<F> {
  readonly function: F;
  readonly message: string;
}

/**
 * Functions that something before them is in the way of: the same path, the same live name, or a path that goes on where
 * another one ends.
 *
 * @param functions in the order in which they win
 */
export function findCollisions<F extends Called>(functions: readonly F[]): readonly Collision<F>[] {
  const byPath = new Map<string, F>();
  const byLiveName = new Map<string, F>();
  const folders = new Map<string, F>();
  for (const one of functions) {
    for (const folder of foldersOf(one.path)) if (!folders.has(folder)) folders.set(folder, one);
  }
  return functions.flatMap((one) => {
    const same = byPath.get(one.path);
    if (same) {
      return collision(one, `"${one.path}" is in ${same.file} as well. Rename one of them.`);
    }
    byPath.set(one.path, one);
    const inside = folders.get(one.path);
    if (inside) {
      return collision(
        one,
        `"${one.path}" cannot be a function: there is "${inside.path}" in ${inside.file}. Rename one of them.`,
      );
    }
    if (one.kind.startsWith("internal")) return [];
    const live = liveName(one.path);
    const alike = byLiveName.get(live);
    if (alike) {
      return collision(
        one,
        `"${one.path}" and "${alike.path}" in ${alike.file} would have the same live function, "${live}". Rename one of them.`,
      );
    }
    byLiveName.set(live, one);
    return [];
  });
}

/** Files, and folders, whose names differ in nothing but case: some file systems take them for one. */
export function findCaseCollisions(
  files: readonly string[],
): readonly { readonly file: string; readonly message: string }[] {
  const seen = new Map<string, string>();
  return files.flatMap((file) => {
    const segments = file.split("/");
    for (let length = 1; length <= segments.length; length += 1) {
      const path = segments.slice(0, length).join("/");
      const before = seen.get(path.toLowerCase());
      if (before !== undefined && before !== path) {
        const message = `"${path}" and "${before}" differ only in case: some file systems take them for one. Rename one of them.`;
        return [{ file, message }];
      }
      seen.set(path.toLowerCase(), path);
    }
    return [];
  });
}

function collision<F>(one: F, message: string): Collision<F>[] {
  return [{ function: one, message }];
}

/** `api.admin.users.list` goes through `api.admin.users` and `api.admin`. */
function foldersOf(path: string): string[] {
  const segments = path.split(".");
  return segments.slice(2).map((_, index) => segments.slice(0, index + 2).join("."));
}
