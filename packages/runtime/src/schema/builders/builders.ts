import type { CheckBuilders } from "./check-builders.js";
import type { CombinationBuilders } from "./combination-builders.js";
import type { ErrorFunctions } from "./error-functions.js";
import type { FormatBuilders } from "./format-builders.js";
import type { FunctionBuilders } from "./function-builders.js";
import type { ParseFunctions } from "./parse-functions.js";
import type { RegistryFunctions } from "./registry-functions.js";
import type { ScalarBuilders } from "./scalar-builders.js";
import type { SchemaClasses } from "./schema-classes.js";
import type { SchemaFunctions } from "./schema-functions.js";
import type { StructureBuilders } from "./structure-builders.js";
import type { Symbols } from "./symbols.js";

/** Everything under `v`. */
export interface Builders
  extends
    ScalarBuilders,
    FormatBuilders,
    StructureBuilders,
    CombinationBuilders,
    FunctionBuilders,
    CheckBuilders,
    ParseFunctions,
    ErrorFunctions,
    RegistryFunctions,
    SchemaFunctions,
    SchemaClasses,
    Symbols {}
