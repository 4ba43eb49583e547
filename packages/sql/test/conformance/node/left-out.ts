/** Why a part of the suite does not run in Node. */
type Reason = string;

const asSql = "functions are called by SQL, in whatever shape they have there";
const asFiles = "imports lead to files, and whatever runs the tests finds them";
const endless = "nothing stops code in Node";
const ownOrder = "in Node, code outside of a transaction goes on while that waits for PostgreSQL";
const ownRejections = "rejections that nobody handles are the process's";
const ownStack = "the stack is Node's, and recursion ends with the process's memory";
const checkedElsewhere = "types are checked when a function is created";
const importedByTest = "the test imports the module";
const collected = "messages are collected for the test";

/** Files of which nothing does. */
const files: Readonly<Record<string, Reason>> = {
  "attacks/definer.test.ts": "there is no engine that a definer's function could share",
  "attacks/endless.test.ts": endless,
  "attacks/patched-built-ins.test.ts": "built-ins are the process's",
  "imports/*.test.ts": asFiles,
  "interrupts.test.ts": endless,
  "isolation.test.ts": "a handler has all that Node has",
  "memory.test.ts": "memory that is used up ends the process",
  "metrics.test.ts": "the kernel counts",
  "quirks/*.test.ts": "they are the engines' own",
  "shapes/*.test.ts": asSql,
};

/** Cases and groups of cases of the other files that do not, by file and name. */
export const leftOutCases: Readonly<Record<string, Readonly<Record<string, Reason>>>> = {
  "async-order.test.ts": {
    "SG-X03 runs in the same order as in Node: generated programs": "it compares with Node",
  },
  "attacks/tampering.test.ts": {
    "cannot hide that the call was stopped": endless,
    "cannot run for ever while it is read": endless,
    "cannot be one that takes for ever to write": endless,
  },
  "caches.test.ts": {
    "is let go when there are many": "nothing is kept prepared",
    "is let go when there are many, and each of them runs rightly again": "Node keeps modules",
    "a session that changes its role": "modules are the process's, for all roles",
  },
  "disposal.test.ts": {
    "is checked: what it takes can be disposed of": checkedElsewhere,
  },
  "errors.test.ts": {
    "names TypeScript lines and columns": "files are named by their paths",
    "of a module's own evaluation is told so, and is not remembered": importedByTest,
    "SG-X15 is raised where code is missing": "no code is stored",
  },
  "json-schema.test.ts": {
    "is refused when the module is loaded with a malformed one": importedByTest,
    types: checkedElsewhere,
  },
  "log.test.ts": {
    "ctx.log": collected,
    console: "the console is Node's",
  },
  "running-functions.test.ts": {
    "runs queries side by side, and what may write to its end": ownOrder,
    "calls imported functions, which know where they come from": asFiles,
    "says what it expects, and what waits for the caller is an error": ownOrder,
    "ends with a stack overflow when functions run each other without end, and with a timeout":
      ownStack,
    "is checked: arguments and results have the function's types": checkedElsewhere,
    "names the role in force and the one that logged in, in every call anew": asSql,
  },
  "transactions.test.ts": {
    "has nothing in it of other branches, which go on where they were": ownOrder,
    "leaves to others what waits for it outside, whoever settles the promise": ownOrder,
    "runs to its end at once with all that it has started, awaited or not": ownOrder,
    "fails the call when it fails and nobody looks": ownRejections,
    "is an error, not a hang, when it waits for what only code outside of it can settle": ownOrder,
    "ends with a stack overflow as with any other error": ownStack,
    "can begin at any depth of the stack": ownStack,
    "a transaction that is stopped": endless,
  },
  "values.test.ts": {
    "tells the function and the start of the transaction": asSql,
    "that reject unheard are errors": ownRejections,
  },
};

export const leftOutFiles = Object.keys(files).map((name) => `test/conformance/${name}`);
