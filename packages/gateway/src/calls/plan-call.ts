import { chooseOverload } from "./choose-overload.js";
import type { Chosen } from "./choose-overload.js";
import { conversionStatement, functionStatement, pathStatement } from "./call-statement.js";
import type { ResultLimits } from "./call-statement.js";
import type { FunctionCall, PathCall } from "./call.js";
import type { CallPlan } from "./call-plan.js";
import type { Overloads } from "./signature.js";

/** A plan, and the function that it calls. */
export interface Planned {
  readonly plan: CallPlan;
  readonly chosen: Chosen | null;
}

/** @throws GatewayError `function_not_found`; `unprocessable` where the parameters fit no function. */
export function planFunctionCall(
  call: FunctionCall,
  overloads: Overloads,
  limits: ResultLimits,
): Planned {
  const chosen = chooseOverload(call, overloads.signatures);
  return {
    chosen,
    plan: {
      call,
      isReadOnly: call.readOnly ?? !chosen.signature.isVolatile,
      version: { name: call.name, rows: overloads.version },
      conversion: conversionStatement(chosen),
      statement: functionStatement(chosen, limits),
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
      version: null,
      conversion: null,
      statement: pathStatement(call, limits),
    },
  };
}
