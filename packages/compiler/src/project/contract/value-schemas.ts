import type { JsonSchema } from "@stopgap/runtime";
import { sortKeys } from "../canonical-json.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";
import { type Evaluation, evaluateModules, type EvaluationOptions } from "./evaluate-modules.js";

/** A module whose values are of interest. */
export interface ValuedModule {
  /** Absolute. */
  readonly file: string;
  /** Names everything that the module's values depend on. */
  readonly key: string;
}

/** What the values of argument schemas say of themselves, kept for as long as nothing that they depend on changes. */
export class ValueSchemas {
  #known: ReadonlyMap<string, Evaluation>;
  readonly #options: EvaluationOptions;

  /** @param known from an earlier process, by key */
  constructor(options: EvaluationOptions, known: ReadonlyMap<string, Evaluation> = new Map()) {
    this.#options = options;
    this.#known = known;
  }

  /** What is known, by key. */
  get known(): ReadonlyMap<string, Evaluation> {
    return this.#known;
  }

  /** Evaluates what has changed, and forgets what is not asked for any more. */
  async update(modules: readonly ValuedModule[]): Promise<ReadonlyMap<string, Evaluation>> {
    const fresh = modules.filter(({ key }) => !this.#known.has(key));
    const evaluated = await evaluateModules(
      fresh.map(({ file }) => file),
      this.#options,
    );
    const all = modules.flatMap(({ file, key }) => {
      const evaluation = this.#known.get(key) ?? evaluated.get(file);
      return evaluation ? [{ file, key, evaluation }] : [];
    });
    this.#known = new Map(all.map(({ key, evaluation }) => [key, evaluation]));
    return new Map(all.map(({ file, evaluation }) => [file, evaluation]));
  }
}

/** The schema of an export's arguments; undefined where its value does not say it. */
export function schemaOfExport(
  evaluation: Evaluation | undefined,
  name: string,
): JsonSchema | null | undefined {
  if (!evaluation || "failure" in evaluation) return undefined;
  const described = Object.hasOwn(evaluation.schemas, name) ? evaluation.schemas[name] : undefined;
  return sortKeys(described?.schema as JsonSchema | null | undefined);
}

/** What there is to say of modules that cannot be evaluated. */
export function evaluationProblems(evaluations: Iterable<Evaluation>): ProjectDiagnostic[] {
  return [...evaluations].flatMap((evaluation) => {
    if (!("failure" in evaluation)) return [];
    const { message, ...place } = evaluation.failure;
    return {
      ...place,
      severity: "error" as const,
      code: 90022,
      message: `The module cannot be loaded: ${message}. Its argument schemas are read off their values.`,
    };
  });
}
