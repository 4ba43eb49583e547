import { GatewayError } from "../errors/gateway-error.js";
import { jsonElements, jsonKind } from "./json-text.js";
import type { JsonKind, JsonText } from "./json-text.js";
import type { FunctionCall, Parameters } from "./call.js";
import { describeSignature } from "./signature.js";
import type { Parameter, Signature, TypeForm } from "./signature.js";

/** A parameter that a call gives, and its value. */
export interface Argument {
  readonly parameter: Parameter;
  readonly value: JsonText;
  /** For the last parameter of a variadic function: all of its elements at once. */
  readonly isVariadic: boolean;
}

/** The function that a call means, and with what. */
export interface Chosen {
  readonly signature: Signature;
  readonly arguments: readonly Argument[];
  /** Whether the function is called with the parameters' names. */
  readonly isNamed: boolean;
}

/**
 * Chooses among functions of a name as PostgreSQL does: by the number of parameters, their names, and how well the values fit their types.
 *
 * @throws GatewayError `function_not_found` where there are none; `unprocessable` where none fits, or several do equally well.
 */
export function chooseOverload(
  { name, parameters }: Pick<FunctionCall, "name" | "parameters">,
  signatures: readonly Signature[],
): Chosen {
  const attempts = signatures.map((signature) => fit(signature, parameters));
  const fitting = attempts.filter((attempt) => attempt.kind === "fits");
  const best = Math.max(...fitting.map(({ score }) => score));
  const [first, second] = fitting.filter(({ score }) => score === best);
  if (first && second?.chosen.signature.place === first.chosen.signature.place) {
    throw new GatewayError(
      "unprocessable",
      `Function '${name}' is not unique for these parameters`,
      {
        reason: `these fit equally well: ${[first, second].map(({ chosen }) => describeSignature(chosen.signature)).join(", ")}`,
        hint: "Name the parameters, or leave one of the functions out.",
      },
    );
  }
  if (first) return first.chosen;
  const [only] = attempts;
  if (!only) throw new GatewayError("function_not_found", `Function '${name}' not found`);
  throw new GatewayError("unprocessable", `Function '${name}' does not take these parameters`, {
    reason:
      attempts.length === 1 && only.kind === "misfit"
        ? only.problem
        : `there are ${signatures.map(describeSignature).join(", ")}`,
    hint: `It is called as ${signatures.map(describeSignature).join(" or as ")}.`,
  });
}

type Attempt =
  | { readonly kind: "fits"; readonly chosen: Chosen; readonly score: number }
  | { readonly kind: "misfit"; readonly problem: string };

function fit(signature: Signature, parameters: Parameters): Attempt {
  const given = isByPosition(parameters)
    ? byPosition(signature, parameters)
    : byName(signature, parameters);
  if (typeof given === "string") return { kind: "misfit", problem: given };
  let score = 0;
  for (const [index, argument] of given.entries()) {
    const points = fitness(argument, signature.elementForm);
    if (points === 0) {
      const { parameter, value } = argument;
      return {
        kind: "misfit",
        problem: `parameter ${parameter.name ?? index + 1} is of type ${parameter.label}, which no JSON ${jsonKind(value)} goes into`,
      };
    }
    score += points;
  }
  // Of two that fit alike, the one that leaves fewer parameters to defaults is meant.
  score -= (signature.parameters.length - given.length) / 1000;
  return {
    kind: "fits",
    score,
    chosen: { signature, arguments: given, isNamed: !isByPosition(parameters) },
  };
}

/** Whether parameters are given by position. */
export function isByPosition(parameters: Parameters): parameters is readonly JsonText[] {
  return Array.isArray(parameters);
}

function byPosition(
  signature: Signature,
  values: readonly JsonText[],
): readonly Argument[] | string {
  const { parameters, defaults, isVariadic } = signature;
  const last = parameters.length - 1;
  const least = parameters.length - (isVariadic ? Math.max(1, defaults) : defaults);
  if (values.length < least || (!isVariadic && values.length > parameters.length)) {
    return `it takes ${count(least, isVariadic ? Infinity : parameters.length)}, and ${values.length} are given`;
  }
  const given: Argument[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const isGathering = isVariadic && index === last;
    const value = isGathering ? gathered(signature, values.slice(last)) : values[index];
    if (value === undefined) break;
    given.push({ parameter, value, isVariadic: isGathering });
  }
  return given;
}

/** The elements of a variadic parameter as one array; what is an array already stays one, unless arrays are elements. */
function gathered(
  { elementForm, defaults }: Signature,
  values: readonly JsonText[],
): JsonText | undefined {
  const [only] = values;
  if (only === undefined && defaults > 0) return undefined;
  const isWhole = values.length === 1 && only !== undefined && jsonKind(only) === "array";
  return isWhole && elementForm !== "json" ? only : `[${values.join(",")}]`;
}

function byName(
  { parameters, defaults, isVariadic }: Signature,
  values: ReadonlyMap<string, JsonText>,
): readonly Argument[] | string {
  const names = new Set(parameters.map(({ name }) => name));
  const unknown = [...values.keys()].find((name) => !names.has(name));
  if (unknown !== undefined) return `it has no parameter "${unknown}"`;
  const given: Argument[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const value = parameter.name === null ? undefined : values.get(parameter.name);
    if (value !== undefined) {
      given.push({ parameter, value, isVariadic: isVariadic && index === parameters.length - 1 });
    } else if (index < parameters.length - defaults) {
      return parameter.name === null
        ? `its parameter ${index + 1} has no name`
        : `parameter "${parameter.name}" is missing`;
    }
  }
  return given;
}

function count(least: number, most: number): string {
  if (least === most) return least === 1 ? "1 parameter" : `${least} parameters`;
  return most === Infinity ? `at least ${least} parameters` : `${least} to ${most} parameters`;
}

/** How well values of a kind fit types of a form, the higher the better; those that are not here do not. */
const points: Readonly<Record<JsonKind, Partial<Readonly<Record<TypeForm, number>>>>> = {
  null: { array: 1, boolean: 1, bytea: 1, composite: 1, json: 1, number: 1, other: 1, text: 1 },
  boolean: { boolean: 6, json: 4, text: 2 },
  number: { number: 6, json: 4, text: 2, other: 2 },
  // Whatever has a form as text can be given as text.
  string: { text: 6, other: 5, bytea: 5, json: 4, number: 3, boolean: 3, array: 2, composite: 2 },
  array: { array: 6, json: 5, bytea: 3, other: 2 },
  object: { composite: 6, json: 5 },
};

function fitness({ parameter, value }: Argument, elementForm: TypeForm | null): number {
  const kind = jsonKind(value);
  const found = points[kind][parameter.form] ?? 0;
  if (found === 0) return 0;
  if (kind === "number" && parameter.form === "number") return found + numberFit(value, parameter);
  if (kind === "array" && parameter.form === "array" && elementForm !== null) {
    return elementsFit(value, elementForm) ? found : 0;
  }
  return found;
}

function elementsFit(array: JsonText, form: TypeForm): boolean {
  return jsonElements(array).every((element) => points[jsonKind(element)][form] !== undefined);
}

/** PostgreSQL takes an integer for the smallest of these types that holds it, and other numbers for numeric. */
function numberFit(value: JsonText, { label }: Parameter): number {
  const isInteger = /^-?\d+$/.test(value);
  const size = Number(value);
  const natural = !isInteger
    ? "numeric"
    : size >= -2147483648 && size <= 2147483647
      ? "integer"
      : Math.abs(size) < 2 ** 63
        ? "bigint"
        : "numeric";
  if (label === natural) return 2;
  if (label === "double precision") return isInteger ? 1 : 1.5;
  return label === "numeric" || (label === "bigint" && isInteger) ? 1 : 0;
}
