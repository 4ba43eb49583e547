/**
 * Name this module as Vitest's `globalSetup`: one server for the whole test run.
 *
 * @module
 */
export { globalSetup as default } from "./testing/global-setup.js";
