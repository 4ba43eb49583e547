import remapping, { type EncodedSourceMap } from "@jridgewell/remapping";

/** A source map whose only source gets the name of a file. */
export function namedMap(map: string, file: string): string {
  const { version, names, mappings } = JSON.parse(map) as EncodedSourceMap;
  return JSON.stringify({ version, sources: [file], names, mappings });
}

/**
 * The map of code that was compiled from what esbuild has joined.
 *
 * @param compiled from the code to the joined text
 * @param joined from the joined text to the files, which it names by `nameOf`
 */
export function composedMap(
  compiled: string,
  joined: string,
  nameOf: (source: string) => string,
): string {
  let isJoined = true;
  const { version, sources, names, mappings } = remapping(
    { ...(JSON.parse(compiled) as EncodedSourceMap), sourceRoot: "", sources: ["joined.js"] },
    () => {
      const map = isJoined ? (JSON.parse(joined) as EncodedSourceMap) : null;
      isJoined = false;
      return map;
    },
    { excludeContent: true },
  );
  return JSON.stringify({
    version,
    sources: sources.map((source) => nameOf(source ?? "")),
    names,
    mappings,
  });
}
