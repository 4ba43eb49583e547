import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const maxBytes = 100_000_000;

/** Runs a program at the root of this clone, with its output shown, and returns whether it succeeded. */
export function run(program, args, env = {}) {
  return spawn(program, args, env, { stdio: "inherit" }).status === 0;
}

/** Does the same in silence, unless the program fails: then its output is shown. */
export function runQuietly(program, args, env = {}) {
  const pipes = { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: maxBytes };
  const { status, stdout, stderr } = spawn(program, args, env, pipes);
  if (status !== 0) process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
  return status === 0;
}

function spawn(program, args, env, options) {
  return spawnSync(program, args, {
    cwd: root,
    shell: process.platform === "win32",
    // A daemon would stay behind when the command has ended.
    env: { ...process.env, NX_DAEMON: "false", ...env },
    ...options,
  });
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
