/** The schema library as a script of its own, loaded when a module first uses `v`. */
export { v } from "@stopgap/runtime/v";
