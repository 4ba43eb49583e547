/** One call into a built-in that takes long. */
export interface Case {
  readonly what: string;
  readonly input: string;
  /** Statements that make the input; their time does not count. */
  readonly prepare: string;
  /** The expression that is timed. */
  readonly call: string;
}

const million = 1_000_000;

/** So many numbers in no order. */
const numbers = (length: number): string =>
  `const numbers = Array.from({ length: ${String(length)} }, (_, i) => (i * 7919) % ${String(length)});`;

/** One case of each kind, sized so that most take 50 ms to 2 s on one engine or the other. */
export const cases: readonly Case[] = [
  {
    what: "`/^(a+)+$/.test`",
    input: "24 letters that do not match",
    prepare: `const text = "a".repeat(23) + "!"; const pattern = /^(a+)+$/;`,
    call: "pattern.test(text)",
  },
  {
    what: "`sort` without a callback",
    input: "200,000 numbers",
    prepare: numbers(200_000),
    call: "numbers.sort()",
  },
  {
    what: "`sort` of strings",
    input: "200,000 strings of up to 7 characters",
    prepare: `${numbers(200_000)} const texts = numbers.map((n) => "n" + n);`,
    call: "texts.sort()",
  },
  {
    what: "`sort` of a typed array",
    input: "2,000,000 floats",
    prepare: `const floats = new Float64Array(${String(2 * million)}); for (let i = 0; i < floats.length; i += 1) floats[i] = (i * 7919) % 1000003;`,
    call: "floats.sort()",
  },
  {
    what: "`repeat`",
    input: "100,000,000 characters",
    prepare: "",
    call: `"ab".repeat(50000000)`,
  },
  {
    what: "`padStart`",
    input: "100,000,000 characters",
    prepare: "",
    call: `"x".padStart(100000000, "ab")`,
  },
  {
    what: "`JSON.parse`",
    input: "100,000 objects, 3.8 MB",
    prepare: `const text = "[" + '{"id":1,"name":"item","list":[1,2,3]},'.repeat(99999) + "{}]";`,
    call: "JSON.parse(text)",
  },
  {
    what: "`JSON.stringify`",
    input: "an array with 200,000 times the same object",
    prepare: `const value = new Array(200000).fill({ id: 1, name: "item", list: [1, 2, 3] });`,
    call: "JSON.stringify(value)",
  },
  {
    what: "`Array.from({ length })`",
    input: "4,000,000 elements",
    prepare: "",
    call: "Array.from({ length: 4000000 })",
  },
  {
    what: "`fill`",
    input: "an array of 4,000,000",
    prepare: "const list = new Array(4000000);",
    call: "list.fill(1)",
  },
  {
    what: "`indexOf` of a string",
    input: "10,000 characters in 100,000",
    prepare: `const text = "a".repeat(100000); const part = "a".repeat(5000) + "b" + "a".repeat(4999);`,
    call: "text.indexOf(part)",
  },
  {
    what: "`includes` of a string",
    input: "10,000 characters in 100,000",
    prepare: `const text = "a".repeat(100000); const part = "a".repeat(5000) + "b" + "a".repeat(4999);`,
    call: "text.includes(part)",
  },
  {
    what: "`lastIndexOf` of a string",
    input: "10,000 characters in 100,000",
    prepare: `const text = "a".repeat(100000); const part = "a".repeat(9999) + "b";`,
    call: "text.lastIndexOf(part)",
  },
  {
    what: "`split`",
    input: "2,000,000 parts",
    prepare: `const text = "a,".repeat(2000000);`,
    call: `text.split(",")`,
  },
  {
    what: "`join`",
    input: "2,000,000 strings",
    prepare: `const list = new Array(2000000).fill("abc");`,
    call: `list.join(", ")`,
  },
  {
    what: "`replaceAll` with a string",
    input: "500,000 matches",
    prepare: `const text = "ab".repeat(500000);`,
    call: `text.replaceAll("b", "cd")`,
  },
  {
    what: "BigInt `**`",
    input: "3n ** 600,000n",
    prepare: "const base = 3n; const exponent = 600000n;",
    call: "base ** exponent",
  },
  {
    what: "BigInt `toString`",
    input: "600,000 bits",
    prepare: "const number = (1n << 600000n) - 1n;",
    call: "number.toString()",
  },
  {
    what: "`BigInt` of a string",
    input: "180,000 digits",
    prepare: `const text = "7".repeat(180000);`,
    call: "BigInt(text)",
  },
  {
    what: "`normalize`",
    input: "2,000,000 characters",
    prepare: `const text = "e\\u0301".repeat(1000000);`,
    call: `text.normalize("NFC")`,
  },
  {
    what: "`localeCompare`",
    input: "two strings of 4,000,000 characters",
    prepare: `const one = "\\u00e9a".repeat(2000000); const other = one + "b";`,
    call: "one.localeCompare(other)",
  },
  {
    what: "`String.raw`",
    input: "2,000,000 parts",
    prepare: `const raw = new Array(2000000).fill("abc");`,
    call: "String.raw({ raw })",
  },
  {
    what: "`concat` of arrays",
    input: "4,000,000 elements twice",
    prepare: "const list = new Array(4000000).fill(1);",
    call: "list.concat(list)",
  },
  {
    what: "`new Map` of an array",
    input: "500,000 entries",
    prepare: "const entries = [...new Array(500000).fill(1).entries()];",
    call: "new Map(entries)",
  },
  {
    what: "`new Set` of an array",
    input: "1,000,000 numbers",
    prepare: numbers(million),
    call: "new Set(numbers)",
  },
  {
    what: "`[...array]`",
    input: "4,000,000 elements",
    prepare: "const list = new Array(4000000).fill(1);",
    call: "[...list]",
  },
  {
    what: "`{ ...object }`",
    input: "200,000 properties",
    prepare: `const object = Object.fromEntries(Array.from({ length: 200000 }, (_, i) => ["k" + i, i]));`,
    call: "({ ...object })",
  },
  {
    what: "`decodeURIComponent`",
    input: "12,000,000 characters",
    prepare: `const text = "%C3%A9".repeat(2000000);`,
    call: "decodeURIComponent(text)",
  },
  {
    what: "`flat`",
    input: "1,000,000 arrays of 2",
    prepare: "const list = new Array(1000000).fill([1, 2]);",
    call: "list.flat()",
  },
  {
    what: "`indexOf` of what is like an array",
    input: "`{ length: 2 ** 25 }`",
    prepare: "const list = { length: 2 ** 25 };",
    call: "Array.prototype.indexOf.call(list, 1)",
  },
  {
    what: "`lastIndexOf` of what is like an array",
    input: "`{ length: 2 ** 25 }`",
    prepare: "const list = { length: 2 ** 25 };",
    call: "Array.prototype.lastIndexOf.call(list, 1)",
  },
  {
    what: "`sort` with a short callback",
    input: "200,000 numbers",
    prepare: numbers(200_000),
    call: "numbers.sort((a, b) => a - b)",
  },
  {
    what: "`map` with a short callback",
    input: "2,000,000 numbers",
    prepare: "const list = new Array(2000000).fill(1);",
    call: "list.map((n) => n + 1)",
  },
  {
    what: "`JSON.parse` with a reviver",
    input: "100,000 objects, 3.8 MB",
    prepare: `const text = "[" + '{"id":1,"name":"item","list":[1,2,3]},'.repeat(99999) + "{}]";`,
    call: "JSON.parse(text, (_, value) => value)",
  },
];
