import type { abiHelpers } from "@stopgap/runtime/abi";
import * as tslib from "tslib";
import { __asyncDelegator } from "../promise/async-delegator.js";
import { __asyncGenerator } from "../promise/async-generator.js";
import { __asyncValues } from "../promise/async-values.js";
import { __await } from "../promise/await-mark.js";
import { __awaiter } from "../promise/awaiter.js";
import { __disposeResources } from "../promise/dispose-resources.js";

/**
 * What lowered code calls, by the ABI's names. What waits is the kernel's own, on its own promises and in the order of the
 * specification; the rest is TypeScript's.
 */
export const lowered: Readonly<Record<(typeof abiHelpers)[number], unknown>> = {
  __awaiter,
  __await,
  __asyncGenerator,
  __asyncDelegator,
  __asyncValues,
  __disposeResources,
  __rest: tslib.__rest,
  __esDecorate: tslib.__esDecorate,
  __runInitializers: tslib.__runInitializers,
  __propKey: tslib.__propKey,
  __setFunctionName: tslib.__setFunctionName,
  __addDisposableResource: tslib.__addDisposableResource,
  __createBinding: tslib.__createBinding,
  __exportStar: tslib.__exportStar,
  // Every module is an ECMAScript module, so there is nothing to adapt.
  __importDefault: (module: unknown) => module,
  __importStar: (module: unknown) => module,
};
