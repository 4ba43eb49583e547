import { describe, expect, it } from "vitest";
import { DatabaseError, KernelError, type Stage } from "../../src/errors/kernel-error.js";
import { sqlstate } from "../../src/errors/envelope.js";
import { errorClass } from "../../src/metrics/error-class.js";

const failed = (code: string) => new DatabaseError({ code, message: "x" });
const outOfMemory = Object.assign(new Error("out of memory"), { name: "InternalError" });

describe("the class of a failure", () => {
  it.each<readonly [string, unknown, Stage]>([
    ["sql", failed("23505"), "handler"],
    ["sql", failed("P0001"), "handler"],
    ["sql", failed("42P01"), "module load"],
    ["sql", new KernelError("25006", "read-only"), "handler"],
    ["sql", new KernelError("54000", "too many rows"), "handler"],
    ["js_exception", new KernelError("P0001", "never settles"), "handler"],
    ["js_exception", new TypeError("x"), "handler"],
    ["js_exception", new Error("x"), "module load"],
    ["js_exception", new TypeError("not JSON"), "result"],
    ["js_exception", "text", "handler"],
    ["js_exception", undefined, "handler"],
    ["js_exception", new RangeError("Maximum call stack size exceeded"), "handler"],
    ["unknown", new KernelError("42704", "no artifact"), "module load"],
    ["unknown", new KernelError("42501", "internal"), "entrypoint"],
    ["memory", outOfMemory, "handler"],
    ["memory", failed("53200"), "handler"],
    ["cancel", failed("57014"), "handler"],
    ["cancel", failed("57P01"), "handler"],
    ["timeout", Object.assign(failed("57014"), { overdue: true }), "handler"],
  ])("is %s: %#", (expected, error, stage) => {
    const isTimeout = () => error instanceof DatabaseError && "overdue" in error;
    expect(errorClass(error, sqlstate(error), stage, isTimeout)).toBe(expected);
  });

  it("asks for the time only where something was canceled", () => {
    const never = () => expect.unreachable();
    expect(errorClass(failed("23505"), "23505", "handler", never)).toBe("sql");
  });
});
