import ts from "typescript";
import { interruptChecks } from "./interrupt-checks.js";
import { moduleRequire } from "./module-require.js";
import { nativeSpread } from "./native-spread.js";
import { topLevelAwait } from "./top-level-await.js";
import { type ImportCollector, usedImports } from "./used-imports.js";

type Stage = ts.TransformerFactory<ts.SourceFile>;

/**
 * The compiler's own lowering stages. They are exported by the module but absent from its declarations.
 *
 * Lowering by stage instead of by target keeps private fields, class fields, `?.` and `??` native: compiled for ES2016
 * as a whole, code with private fields ran six times slower on V8.
 */
const stages = ts as unknown as Readonly<
  Record<
    | "transformTypeScript"
    | "transformESNext"
    | "transformESDecorators"
    | "transformES2019"
    | "transformES2018"
    | "transformES2017",
    Stage
  >
>;

/**
 * The stages from TypeScript to what both engines run: async code as generators, interrupt checks put in.
 *
 * @param imports is told what the code imports
 */
export function transformers(imports: ImportCollector): ts.CustomTransformers {
  return {
    before: [
      interruptChecks(),
      stages.transformTypeScript,
      usedImports(imports),
      stages.transformESNext,
      stages.transformESDecorators,
      // ES2017 relies on what ES2019 and ES2018 do before it (a catch without a binding makes it fail otherwise).
      stages.transformES2019,
      nativeSpread(),
      stages.transformES2018,
      stages.transformES2017,
    ],
    after: [moduleRequire(), topLevelAwait()],
  };
}
