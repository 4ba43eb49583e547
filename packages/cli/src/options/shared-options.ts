import {
  choiceOption,
  flagOption,
  textOption,
  textOptionOr,
  type CliOption,
} from "./cli-option.js";

/** The options that every command has. */
export const sharedOptions = {
  db: textOption({
    flags: "--db <url>",
    description: "the database, or 'local'; else the configuration, DATABASE_URL, PG*",
    twin: "STOPGAP_DB",
  }),
  env: textOptionOr("prod", {
    flags: "--env <name>",
    description: "the environment",
    twin: "STOPGAP_ENV",
  }),
  config: textOption({
    flags: "--config <file>",
    description: "the project's configuration; else the nearest stopgap.config.ts",
    twin: "STOPGAP_CONFIG",
  }),
  output: choiceOption(["human", "json"] as const, {
    flags: "--output <format>",
    description: "human or json",
    twin: "STOPGAP_OUTPUT",
    shownDefault: "human",
  }),
  json: flagOption({
    flags: "--json",
    description: "short for --output json",
    twin: "STOPGAP_JSON",
  }),
  quiet: flagOption({
    flags: "-q, --quiet",
    description: "say nothing but results and errors",
    twin: "STOPGAP_QUIET",
  }),
  verbose: flagOption({
    flags: "-v, --verbose",
    description: "say more about what is done, and about errors",
    twin: "STOPGAP_VERBOSE",
  }),
  yes: flagOption({
    flags: "-y, --yes",
    description: "answer questions with yes",
    twin: "STOPGAP_YES",
  }),
  noColor: {
    flags: "--no-color",
    description: "no colours",
    twin: "NO_COLOR",
    // Whatever NO_COLOR says, it means no colours.
    read: (given) => given !== undefined,
  } satisfies CliOption<boolean>,
} as const;
