/** What the tests of other packages run inside the engines. */
export { asyncPrograms } from "./lowered/async-program.js";
export { runAllNatively } from "./lowered/run-natively.js";
