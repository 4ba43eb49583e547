/**
 * The rules of values, statements and errors that hold wherever a handler runs: what needs neither an engine nor the kernel's
 * own promises. `@stopgap/local` runs handlers in Node by them.
 *
 * @module
 */
export { authStatement, readAuth } from "./call/auth.js";
export { calleeMode, calleeOf } from "./call/callee.js";
export { transactionStartStatement } from "./call/context.js";
export { type Entry, modeOf } from "./call/entry.js";
export { readLimitedCall, readLimitedRows } from "./db/limited-call.js";
export {
  batchFailure,
  endedTransactionRefusal,
  execRefusal,
  keptDatabaseRefusal,
} from "./db/refusals.js";
export type { SqlCall } from "./db/sql-input.js";
export { checkParameterCount, readStatement, type Statement } from "./db/statement-form.js";
export {
  directExecution,
  execution,
  prefixOf,
  type RunOptions,
  wrapped,
} from "./db/statement-text.js";
export { outcomeOf, queryCanceled, type SqlOutcome } from "./engine/engine.js";
export { errorEnvelope, type FailedFunction } from "./errors/envelope.js";
export { DatabaseError, KernelError, type Stage } from "./errors/kernel-error.js";
export { type StackFrame, writeStack } from "./errors/stack.js";
export { parseSettings, settingNames, type Settings, settingSeparator } from "./limits/settings.js";
export { knownLevel } from "./log/log.js";
export { messageData, messageText } from "./log/message.js";
export { whyPending } from "./promise/why-pending.js";
export { callInput } from "./shape/call-input.js";
export { plainShape } from "./shape/call-shape.js";
export { triggerResultJson } from "./shape/trigger-result.js";
export { typedResultJson } from "./shape/typed-result.js";
export { needsKind, type ParameterKind, parameterLiteral } from "./value/parameter.js";
export { parseJson } from "./value/parse-json.js";
export { ResultError, resultJson } from "./value/result-json.js";
export { sqlLiteral } from "./value/sql-literal.js";
