import manifest from "../package.json" with { type: "json" };

/** The version of this package, which is that of what it installs. */
export const version: string = manifest.version;
