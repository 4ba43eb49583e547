import type { CallRequest } from "../call/call-request.js";
import { CallError } from "../errors.js";
import { callOnConnection, tryCall } from "./call-on-connection.js";
import { interruption } from "./connection-error.js";
import type { Connection } from "./connection.js";
import type { Transport } from "./transport.js";

/** Calls on one connection, in whatever transaction it is. */
export class ConnectionTransport implements Transport {
  readonly canRepeat = false;
  readonly #connection: Connection;
  #isEnded = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Refuses all further calls: the connection goes to somebody else. */
  end(): void {
    this.#isEnded = true;
  }

  call(request: CallRequest): Promise<unknown> {
    return tryCall(request, () => {
      if (this.#isEnded) {
        throw new CallError(
          "transaction_ended",
          request.path,
          `the transaction has ended before this call of ${request.path}`,
          { hint: "Await every call inside of the function that the transaction runs." },
        );
      }
      if (request.signal?.aborted === true) throw interruption(request.signal);
      return callOnConnection(this.#connection, request);
    });
  }
}
