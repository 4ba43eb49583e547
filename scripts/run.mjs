import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program at the root of this clone, with its output shown, and returns whether it succeeded. */
export function run(program, args, env = {}) {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    // A daemon would stay behind when the command has ended.
    env: { ...process.env, NX_DAEMON: "false", ...env },
  });
  return status === 0;
}

/** Says what is done next. */
export function step(text) {
  console.log(`\n▸ ${text}`);
}

/** Ends with one line that says what is missing. */
export function stop(text) {
  console.error(`\n✗ ${text}`);
  process.exit(1);
}
