/**
 * What compiled code may refer to without declaring it. The compiler writes these names, the kernel provides them.
 *
 * The version is stored with every artifact. A kernel runs every version since 1, so a name is never taken back; adding
 * or changing one counts the version up.
 */
export const abi = {
  version: 1,
  /** Steps left until the next look at PostgreSQL: `if (budget) --budget; else check();`. */
  budget: "__stopgap_budget",
  /** Looks for a cancel, a timeout or a limit, and sets the budget anew. */
  check: "__stopgap_check",
  /** The exports of a module by its specifier. */
  require: "__stopgap_require",
} as const;

/**
 * The helpers that TypeScript's lowering refers to, ABI version 1: async functions, generators and iteration, rest
 * properties, decorators, disposal, and the interplay of modules.
 */
export const abiHelpers = [
  "__awaiter",
  "__await",
  "__asyncGenerator",
  "__asyncDelegator",
  "__asyncValues",
  "__rest",
  "__esDecorate",
  "__runInitializers",
  "__propKey",
  "__setFunctionName",
  "__addDisposableResource",
  "__disposeResources",
  "__createBinding",
  "__exportStar",
  "__importDefault",
  "__importStar",
] as const;

/**
 * How many modules may import one another in a row. A kernel evaluates them inside each other, and one engine's stack is
 * small.
 */
export const deepestImport = 32;
