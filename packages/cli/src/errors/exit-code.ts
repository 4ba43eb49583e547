/** What the process tells by its exit code. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  /** There is a difference, and `--exit-code` asked to tell so. */
  difference: 3,
  cannotConnect: 10,
  /** The database refused what it was asked for. */
  refused: 11,
  unreadableAnswer: 12,
  compileErrors: 13,
  notAProject: 14,
  /** Stopped by a check that an option can override. */
  stopped: 15,
  /** An npm package is not installed, or cannot run in the database. */
  unusablePackage: 16,
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
