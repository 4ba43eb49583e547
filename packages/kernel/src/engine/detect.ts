import type { Engine } from "./engine.js";
import { type Pljs, PljsEngine } from "./pljs.js";
import { type Plv8, Plv8Engine } from "./plv8.js";

interface EngineGlobals {
  readonly plv8?: Plv8;
  readonly pljs?: Pljs;
  readonly ERROR?: number;
}

/** The engine that this code runs in. */
export function detectEngine(): Engine {
  const { plv8, pljs, ERROR = 21 } = globalThis as EngineGlobals;
  if (plv8) return new Plv8Engine(plv8);
  if (pljs) return new PljsEngine(pljs, ERROR);
  throw new Error("neither plv8 nor pljs runs this code");
}
