import ipaddr from "ipaddr.js";

/** An address as it is compared: an IPv4 address in IPv6 form is its IPv4 address. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Some networks. */
export type Networks = readonly (readonly [Address, number])[];

/**
 * Reads an address.
 *
 * @returns null where it is none.
 */
export function parseAddress(text: string): Address | null {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null;
  return ipaddr.process(text);
}

/**
 * Reads a network, such as `10.0.0.0/8`, `fd00::/8`, or one address.
 *
 * @returns null where it is none.
 */
export function parseNetwork(text: string): Networks[number] | null {
  const [address = "", length, ...rest] = text.split("/");
  const given = parseGiven(address);
  if (given === null || rest.length > 0) return null;
  const bits = given.kind() === "ipv4" ? 32 : 128;
  const prefix = length === undefined ? bits : prefixLength(length, bits);
  if (prefix === null) return null;
  if (given instanceof ipaddr.IPv6 && given.isIPv4MappedAddress()) {
    return prefix >= 96 ? [given.toIPv4Address(), prefix - 96] : null;
  }
  return [given, prefix];
}

/** Whether an address is in one of the networks. */
export function isWithin(address: Address, networks: Networks): boolean {
  return networks.some(
    ([network, prefix]) =>
      network.kind() === address.kind() && (address as ipaddr.IPv4).match(network, prefix),
  );
}

/** Whether it is of the machine itself. */
export function isLoopback(address: Address): boolean {
  return address.range() === "loopback";
}

function parseGiven(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) && !text.includes("%") ? ipaddr.IPv6.parse(text) : null;
}

function prefixLength(text: string, bits: number): number | null {
  const length = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return length <= bits ? length : null;
}
