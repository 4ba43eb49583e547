import { chooseOverload, isByPosition } from "./choose-overload.js";
import type { Argument, Chosen } from "./choose-overload.js";
import {
  boundValues,
  conversionStatement,
  convertedValues,
  functionStatement,
  pathStatement,
} from "./call-statement.js";
import type { ResultLimits } from "./call-statement.js";
import type { FunctionCall, Parameters, PathCall } from "./call.js";
import type { CallPlan } from "./call-plan.js";
import { jsonKind } from "./json-text.js";
import type { NamedStatement } from "./named-statement.js";
import { RecentMap } from "./recent-map.js";
import type { Overloads } from "./signature.js";

/** A plan, and the function that it calls. */
export interface Planned {
  readonly plan: CallPlan;
  readonly chosen: Chosen | null;
}

/** What calls have in common whose parameters are of the same kinds. */
interface Form {
  readonly chosen: Chosen;
  readonly conversion: NamedStatement | null;
  readonly statement: NamedStatement;
}

const mostForms = 50;
const forms = new WeakMap<Overloads, RecentMap<Form>>();

/** @throws GatewayError `function_not_found`; `unprocessable` where the parameters fit no function. */
export function planFunctionCall(
  call: FunctionCall,
  overloads: Overloads,
  limits: ResultLimits,
): Planned {
  const { name, parameters } = call;
  const known = knownForm(parameters, overloads);
  const { chosen, conversion, statement } = known ?? newForm(call, overloads, limits);
  const given = known ? withValues(chosen.arguments, parameters) : chosen.arguments;
  const isReadOnly = call.readOnly ?? !chosen.signature.isVolatile;
  return {
    chosen: { ...chosen, arguments: given },
    plan: {
      call,
      isReadOnly,
      writtenFor:
        isReadOnly && overloads.only !== null
          ? { kind: "only", name, id: overloads.only }
          : { kind: "rows", name, rows: overloads.version },
      conversion: conversion && { ...conversion, values: convertedValues(given) },
      statement: { ...statement, values: boundValues(given) },
    },
  };
}

/** @param kind - Null where it is not known. */
export function planPathCall(call: PathCall, kind: string | null, limits: ResultLimits): Planned {
  return {
    chosen: null,
    plan: {
      call,
      isReadOnly: call.readOnly ?? kind === "query",
      writtenFor: null,
      conversion: null,
      statement: pathStatement(call, limits),
    },
  };
}

function knownForm(parameters: Parameters, overloads: Overloads): Form | undefined {
  const shape = shapeOf(parameters, overloads);
  return shape === null ? undefined : forms.get(overloads)?.get(shape);
}

function newForm(call: FunctionCall, overloads: Overloads, limits: ResultLimits): Form {
  const chosen = chooseOverload(call, overloads.signatures);
  const form = {
    chosen,
    conversion: conversionStatement(chosen),
    statement: functionStatement(chosen, limits),
  };
  const shape = shapeOf(call.parameters, overloads);
  if (shape !== null) {
    const ofOverloads = forms.get(overloads) ?? new RecentMap<Form>(mostForms);
    forms.set(overloads, ofOverloads);
    ofOverloads.set(shape, form);
  }
  return form;
}

/** What decides how a call of the only function of a name is written. Null where the values themselves decide. */
function shapeOf(parameters: Parameters, { signatures }: Overloads): string | null {
  if (signatures.length !== 1 || signatures[0]?.isVariadic === true) return null;
  return isByPosition(parameters)
    ? parameters.map(jsonKind).join()
    : JSON.stringify([...parameters].map(([name, value]) => [name, jsonKind(value)]));
}

function withValues(known: readonly Argument[], parameters: Parameters): readonly Argument[] {
  return known.map(({ parameter, isVariadic }, index) => ({
    parameter,
    isVariadic,
    value:
      (isByPosition(parameters) ? parameters[index] : parameters.get(parameter.name ?? "")) ??
      "null",
  }));
}
