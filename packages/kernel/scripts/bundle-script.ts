import { build, type BuildOptions } from "esbuild";

/** What a bundle ends with: `export{a as b,c};`. */
const exportsAtEnd = /export\s*\{([^}]*)\};?\s*$/;

/**
 * Bundles a script to the body of a function that returns what the script exports. Not to a function in brackets: one of
 * the engines reads all that is in brackets twice.
 */
export async function bundleScript(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...options, write: false });
  const text = outputFiles[0]?.text ?? "";
  if (!exportsAtEnd.test(text)) throw new Error("a bundle does not end with what it exports");
  return text.replace(
    exportsAtEnd,
    (_, list: string) => `return{${list.split(",").map(member).join()}};`,
  );
}

function member(exported: string): string {
  const [local = "", name = local] = exported.trim().split(" as ");
  return `${name}:${local}`;
}
