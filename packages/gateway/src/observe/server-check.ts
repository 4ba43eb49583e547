import type { Pools } from "../pools/pools.js";
import type { DatabaseServer } from "../servers/database-server.js";

/** Whether a server answers. */
export interface CheckedServer {
  readonly name: string;
  readonly connected: boolean;
}

const keptMilliseconds = 1000;
const patienceMilliseconds = 2000;

/** Asks all servers whether they answer. Who asks within a second of another gets the same answer. */
export function createServerCheck(
  pools: Pools,
  servers: readonly DatabaseServer[],
): () => Promise<readonly CheckedServer[]> {
  let last: { readonly at: number; readonly answer: Promise<readonly CheckedServer[]> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at >= keptMilliseconds) {
      last = { at: now, answer: Promise.all(servers.map(({ name }) => checkServer(pools, name))) };
    }
    return last.answer;
  };
}

async function checkServer(pools: Pools, name: string): Promise<CheckedServer> {
  const answered = pools
    .withServer(name, (client) => client.query("select 1"))
    .then(
      () => true,
      () => false,
    );
  return { name, connected: await Promise.race([answered, no(patienceMilliseconds)]) };
}

function no(afterMilliseconds: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(false);
    }, afterMilliseconds).unref();
  });
}
