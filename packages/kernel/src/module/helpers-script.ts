/** TypeScript's helpers as a script of their own, loaded when lowered code first calls one. */
export {
  __addDisposableResource,
  __createBinding,
  __esDecorate,
  __exportStar,
  __propKey,
  __rest,
  __runInitializers,
  __setFunctionName,
} from "tslib";
