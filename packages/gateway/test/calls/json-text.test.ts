import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compactJson, jsonElements, jsonKind, jsonMembers } from "../../src/calls/json-text.js";

const json = fc.json({ depthSize: "medium" });
const spaced = fc
  .tuple(json, fc.constantFrom(0, 1, 2, "\t", "\r\n "))
  .map(([text, space]) => JSON.stringify(JSON.parse(text), null, space));

describe("JSON as text", () => {
  it("has the members of an object as they were written", () => {
    const members = jsonMembers(
      ' { "a" : 1.50 , "b\\"\\u0041": "x, } \\\\" , "c":[1, {"d": "]"}] ,"e":{} , "": null } ',
    );
    expect([...members]).toEqual([
      ["a", "1.50"],
      ['b"A', '"x, } \\\\"'],
      ["c", '[1, {"d": "]"}]'],
      ["e", "{}"],
      ["", "null"],
    ]);
  });

  it("has the last of members of one name", () => {
    expect([...jsonMembers('{"a":1,"a":2}')]).toEqual([["a", "2"]]);
  });

  it("has the elements of an array as they were written", () => {
    expect(jsonElements('[ 12345678901234567890 ,"," , [ ] , -0.0, true]')).toEqual([
      "12345678901234567890",
      '","',
      "[ ]",
      "-0.0",
      "true",
    ]);
    expect(jsonElements("[ ]")).toEqual([]);
  });

  it("means the same as what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(fc.array(spaced, { maxLength: 5 }), (texts) => {
        const elements = jsonElements(` [${texts.join(" ,\n")} ] `);
        expect(elements.map((each) => JSON.parse(each) as unknown)).toEqual(
          texts.map((each) => JSON.parse(each) as unknown),
        );
        const object = `{${texts.map((each, index) => `${JSON.stringify(`k"${index}`)}: ${each}`).join(",")}}`;
        expect(
          [...jsonMembers(object).values()].map((each) => JSON.parse(each) as unknown),
        ).toEqual(texts.map((each) => JSON.parse(each) as unknown));
      }),
    );
  });

  it("is the same text however it was laid out", () => {
    fc.assert(
      fc.property(json, (text) => {
        const value = JSON.parse(text) as unknown;
        expect(compactJson(JSON.stringify(value, null, 2))).toBe(JSON.stringify(value));
      }),
    );
    expect(compactJson('{ "a b" : "c  d" }')).toBe('{"a b":"c  d"}');
  });

  it("tells what kind it is", () => {
    expect(['"', "[]", "{}", "null", "true", "false", "-1", "0"].map(jsonKind)).toEqual([
      "string",
      "array",
      "object",
      "null",
      "boolean",
      "boolean",
      "number",
      "number",
    ]);
  });

  it("is read without recursion, however deep it is", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect(jsonElements(`[${deep},1]`)).toHaveLength(2);
  });
});
