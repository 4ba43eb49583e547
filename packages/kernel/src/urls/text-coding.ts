/** UTF-8, as much of it as the URL library needs: neither engine has all of these classes. */

/** @public */
export class TextEncoder {
  encode(text: string): Uint8Array {
    const encoded = encodeURIComponent(text.replace(loneSurrogates, "\ufffd"));
    const bytes: number[] = [];
    for (let index = 0; index < encoded.length; index += 1) {
      const isEscape = encoded.charAt(index) === "%";
      bytes.push(
        isEscape
          ? Number.parseInt(encoded.slice(index + 1, index + 3), 16)
          : encoded.charCodeAt(index),
      );
      if (isEscape) index += 2;
    }
    return Uint8Array.from(bytes);
  }
}

/** @public */
export class TextDecoder {
  decode(bytes: Uint8Array): string {
    let text = "";
    for (let index = 0; index < bytes.length;) {
      const { value, length } = decodeCharacter(bytes, index);
      text += String.fromCodePoint(value);
      index += length;
    }
    return text;
  }
}

const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const replacement = 0xfffd;

/** One character, or as many bytes as cannot begin one. */
function decodeCharacter(bytes: Uint8Array, at: number): { value: number; length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { value: first, length: 1 };
  const size = first >= 0xc2 && first <= 0xdf ? 2 : first >> 4 === 0xe ? 3 : first <= 0xf4 ? 4 : 1;
  if (size === 1 || first < 0xc2) return { value: replacement, length: 1 };
  let value = first & (0xff >> (size + 1));
  for (let offset = 1; offset < size; offset += 1) {
    const byte = bytes[at + offset] ?? 0;
    const [low, high] = offset === 1 ? secondByte(first) : [0x80, 0xbf];
    if (byte < low || byte > high) return { value: replacement, length: offset };
    value = (value << 6) | (byte & 0x3f);
  }
  return { value, length: size };
}

/** What may follow a first byte: no overlong form, no surrogate, nothing past U+10FFFF. */
function secondByte(first: number): [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}
