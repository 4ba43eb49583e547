import { connect } from "node:net";
import type pg from "pg";

/** What a client of `pg` knows of the server's process that it talks to. */
interface Cancellable {
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/** The protocol's number of this request. */
const cancelCode = 80877102;

/**
 * Tells the server to stop what a connection is running. Resolves when the server has done so, or cannot be told: then it runs to its end.
 */
export function cancelRequest(client: pg.ClientBase): Promise<void> {
  const { host, port, processID, secretKey } = client as unknown as Cancellable;
  if (processID === null || secretKey === null) return Promise.resolve();
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(cancelCode, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      resolve();
    });
    socket.setTimeout(5000, () => socket.destroy());
    socket.resume();
    socket.end(request);
  });
}
