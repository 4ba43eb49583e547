/** Where the exports of a module are called: `admin/users.ts` is `api.admin.users`, `admin/index.ts` is `api.admin`. */
export type ModulePath =
  { readonly path: string } | { readonly path: null; readonly message: string };

/** Members that every JavaScript object has, and `then`, which makes whatever has it look like a promise. */
const reserved = new Set(["__proto__", "constructor", "prototype", "then"]);

/**
 * The path of a module's functions, or why it has none.
 *
 * @param file relative to the project's folder, with `/`
 * @example
 * modulePath("admin/users.ts"); // { path: "api.admin.users" }
 */
export function modulePath(file: string): ModulePath {
  const segments = file.replace(/\.ts$/, "").split("/");
  const wrong = segments.find((segment) => problemOf(segment) !== undefined);
  if (wrong !== undefined) {
    const isFolder = segments.indexOf(wrong) < segments.length - 1;
    const message = `${isFolder ? "The folder" : "The file"} "${wrong}" cannot be part of a function's path: ${String(problemOf(wrong))}. Rename it${suggestion(wrong, isFolder ? "" : ".ts")}.`;
    return { path: null, message };
  }
  // The project's own folder has no name.
  if (segments.length > 1 && segments.at(-1) === "index") segments.pop();
  return { path: ["api", ...segments].join(".") };
}

/** Why an export's name cannot be part of a path; undefined where it can. */
export function exportNameProblem(name: string): string | undefined {
  const problem = problemOf(name);
  return problem === undefined
    ? undefined
    : `"${name}" cannot be part of a function's path: ${problem}. Export it under another name${suggestion(name, "")}.`;
}

/**
 * The name of the live function of a path.
 *
 * @example
 * liveName("api.admin.users.list"); // "admin__users__list"
 */
export function liveName(path: string): string {
  return path.split(".").slice(1).join("__");
}

function problemOf(segment: string): string | undefined {
  if (!/^[A-Za-z0-9_]+$/.test(segment)) return "it may have letters, digits and underscores only";
  if (/^[0-9]/.test(segment)) return "it may not begin with a digit";
  return reserved.has(segment) ? "the name has a meaning of its own in JavaScript" : undefined;
}

/** `user-list` becomes `userList`. */
function suggestion(segment: string, extension: string): string {
  const words = segment.normalize("NFKD").split(/[^A-Za-z0-9_]+/);
  const joined = words
    .filter((word) => word !== "")
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  const name = joined.replace(/^[0-9]+/, "");
  const renamed = name === segment ? "" : name;
  return renamed === "" || problemOf(renamed) !== undefined
    ? ""
    : `, such as "${renamed}${extension}"`;
}
