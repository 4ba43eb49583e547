import { parseURL, serializeHost, serializeURL } from "whatwg-url/lib/url-state-machine.js";
import type { ParseUrl } from "../schemas/url-class.js";

/** The URL library as a script of its own: it knows all characters of host names, and few sessions need it. */
export const parseUrl: ParseUrl = (text) => {
  const url = parseURL(text);
  if (!url) return null;
  return {
    href: serializeURL(url),
    protocol: `${url.scheme}:`,
    hostname: url.host === null ? "" : serializeHost(url.host),
  };
};
