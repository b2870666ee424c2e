import { describe, expect, it } from "vitest";
import { parseGoJson } from "./goJson";

describe("parseGoJson", () => {
  it.each([
    ["", "EOF"],
    ["  \n", "EOF"],
    ["{", "unexpected EOF"],
    ['{"a":', "unexpected EOF"],
    ['"abc', "unexpected EOF"],
    ["{bad", "invalid character 'b' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ["[1 2]", "invalid character '2' after array element"],
    ["[1,]", "invalid character ']' looking for beginning of value"],
    ["nope", "invalid character 'o' in literal null (expecting 'u')"],
    ["hello", "invalid character 'h' looking for beginning of value"],
    ["-x", "invalid character 'x' in numeric literal"],
    ["1.x", "invalid character 'x' after decimal point in numeric literal"],
    ["1ex", "invalid character 'x' in exponent of numeric literal"],
    ['"\n"', "invalid character '\\n' in string literal"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['"\\u12x4"', "invalid character 'x' in \\u hexadecimal character escape"],
    ["é", "invalid character 'Ã' looking for beginning of value"],
  ])("refuses %j as Go does", (text, message) => {
    expect(() => parseGoJson(text)).toThrow(message);
  });

  it.each([
    ['{"a":[1,-0.5e3,true,null,"x\\u00e9"]}', { a: [1, -500, true, null, "xé"] }],
    ['{"a":1} and what follows is ignored', { a: 1 }],
    [" [ ] ", []],
    ["{}", {}],
  ])("reads %j", (text, value) => {
    expect(parseGoJson(text)).toEqual(value);
  });
});
