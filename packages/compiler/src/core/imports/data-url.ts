/** The module in a `data:` URL, or why there is none. */
export type DataUrl =
  { readonly ok: true; readonly source: string } | { readonly ok: false; readonly reason: string };

const mediaTypes = new Set(["text/javascript", "application/javascript"]);

/** Reads a `data:` URL that holds JavaScript, as it is or in base64. */
export function readDataUrl(url: string): DataUrl {
  const [, meta, body] = /^data:([^,]*),(.*)$/is.exec(url) ?? [];
  if (meta === undefined || body === undefined) return refused("a data: URL needs a comma");
  const [type = "", ...parameters] = meta.split(";").map((part) => part.trim().toLowerCase());
  if (!mediaTypes.has(type)) return refused("a data: URL must begin with data:text/javascript");
  const isBase64 = parameters.at(-1) === "base64";
  const bytes = isBase64 ? fromBase64(unescaped(body)) : body;
  if (bytes === undefined) return refused("its body is not base64");
  const source = unescaped(isBase64 ? escaped(bytes) : bytes);
  if (source === undefined) return refused("its body is not UTF-8");
  return source.includes("\0") ? refused("its body has a character U+0000") : { ok: true, source };
}

function refused(reason: string): DataUrl {
  return { ok: false, reason };
}

/** Text without its percent escapes; a percent sign that begins none stays. Undefined where it is not UTF-8. */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    return undefined;
  }
}

/** Every byte as a percent escape. */
function escaped(bytes: string): string {
  return Array.from(bytes, (byte) => {
    const digits = byte.charCodeAt(0).toString(16);
    return `%${digits.padStart(2, "0")}`;
  }).join("");
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as characters. There is no `atob` inside the database. */
function fromBase64(text: string | undefined): string | undefined {
  const digits = text?.replace(/\s/g, "").replace(/={1,2}$/, "");
  if (digits === undefined || !/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) {
    return undefined;
  }
  let bytes = "";
  let bits = 0;
  let count = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | alphabet.indexOf(digit)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += String.fromCharCode((bits >> count) & 0xff);
  }
  return bytes;
}
