import type { IncomingMessage } from "node:http";

import { GatewayError } from "../errors/gateway-error.js";
import type { ClientAddress } from "./client-address.js";
import { isLoopback, isWithin, parseAddress, parseNetwork, type Networks } from "./networks.js";

/** How many addresses' answers are remembered, before all are forgotten. */
const remembered = 10_000;

/** Says who may ask, by their address. */
export interface NetworkGuard {
  /** False too where nobody knows who asks. */
  allows(request: IncomingMessage): boolean;
  /** Why not. */
  refusal(request: IncomingMessage): GatewayError;
}

/**
 * Lets loopback and some networks in.
 *
 * @param networks - As the settings have them, where they have been checked.
 */
export function createNetworkGuard(
  networks: readonly string[],
  clientAddress: ClientAddress,
): NetworkGuard {
  const parsed: Networks = networks.flatMap((text) => {
    const network = parseNetwork(text);
    return network ? [network] : [];
  });
  const answers = new Map<string, boolean>();
  const isAllowed = (text: string): boolean => {
    const address = parseAddress(text);
    return address !== null && (isLoopback(address) || isWithin(address, parsed));
  };
  return {
    allows: (request) => {
      const text = clientAddress(request);
      if (text === undefined) return false;
      const known = answers.get(text);
      if (known !== undefined) return known;
      if (answers.size >= remembered) answers.clear();
      const answer = isAllowed(text);
      answers.set(text, answer);
      return answer;
    },
    refusal: (request) => {
      const address = parseAddress(clientAddress(request) ?? "");
      return new GatewayError(
        "unauthorized",
        address === null
          ? "Could not determine client IP"
          : `Access denied for IP address: ${address.toString()}`,
      );
    },
  };
}
