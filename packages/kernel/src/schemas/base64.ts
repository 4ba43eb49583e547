const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** Decodes base64 to a string of bytes, as in HTML. */
export function atob(text: string): string {
  const digits = text.replace(/[\t\n\f\r ]/g, "");
  if (!form.test(digits)) throw new TypeError("the text is not base64");
  let bytes = "";
  let bits = 0;
  let held = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = alphabet.indexOf(digits.charAt(index));
    if (digit < 0) break;
    bits = ((bits << 6) | digit) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += String.fromCharCode((bits >> held) & 0xff);
  }
  return bytes;
}

/** Encodes a string of bytes as base64. */
export function btoa(bytes: string): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const [a, b, c] = [0, 1, 2].map((offset) => bytes.charCodeAt(index + offset)) as [
      number,
      number,
      number,
    ];
    if (a > 0xff || b > 0xff || c > 0xff) throw new TypeError("the text is not made of bytes");
    const bits = (a << 16) | (b << 8) | c;
    const length = Math.min(bytes.length - index, 3) + 1;
    for (let digit = 0; digit < 4; digit += 1) {
      text += digit < length ? alphabet.charAt((bits >> (18 - 6 * digit)) & 63) : "=";
    }
  }
  return text;
}
