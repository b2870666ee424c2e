/**
 * Parses the first JSON value of a text and fails with the words of Go's decoder, since clients show
 * them and tests compare them. Like Go's stream decoder it ignores what follows that value.
 */
export function parseGoJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not one value and nothing else: find out which, by a scanner that is too slow for everything.
    return JSON.parse(text.slice(0, endOfValue(text)));
  }
}

const SPACE = /[ \t\r\n]/;
const LITERALS: Record<string, string> = { t: "true", f: "false", n: "null" };

type Expect = "value" | "key or end" | "key" | "colon" | "comma or end" | "value or end";

/** Where the first value ends; throws as Go's scanner does. */
function endOfValue(text: string): number {
  const open: ("{" | "[")[] = [];
  let expect: Expect = "value";
  let at = 0;
  const inside = () => open[open.length - 1];

  while (at < text.length) {
    const character = charAt(text, at);
    if (SPACE.test(character)) {
      at++;
      continue;
    }
    switch (expect) {
      case "key or end":
      case "key":
        if (character === "}" && expect === "key or end") break;
        if (character !== '"') {
          throw invalid(character, "looking for beginning of object key string");
        }
        at = endOfString(text, at);
        expect = "colon";
        continue;
      case "colon":
        if (character !== ":") throw invalid(character, "after object key");
        at++;
        expect = "value";
        continue;
      case "comma or end":
        if (character === ",") {
          at++;
          expect = inside() === "{" ? "key" : "value";
          continue;
        }
        if (character === (inside() === "{" ? "}" : "]")) break;
        throw invalid(
          character,
          inside() === "{" ? "after object key:value pair" : "after array element",
        );
      case "value or end":
      case "value":
        if (character === "]" && expect === "value or end") break;
        if (character === "{" || character === "[") {
          if (open.length >= 10_000) throw new Error("exceeded max depth");
          open.push(character);
          expect = character === "{" ? "key or end" : "value or end";
          at++;
          continue;
        }
        at = endOfScalar(text, at);
        if (open.length === 0) return at;
        expect = "comma or end";
        continue;
    }
    open.pop();
    at++;
    if (open.length === 0) return at;
    expect = "comma or end";
  }
  throw new Error(text.trim() === "" ? "EOF" : "unexpected EOF");
}

function endOfScalar(text: string, at: number): number {
  const character = charAt(text, at);
  if (character === '"') return endOfString(text, at);
  const literal = LITERALS[character];
  if (literal !== undefined) return endOfLiteral(text, at, literal);
  if (character === "-" || /\d/.test(character)) return endOfNumber(text, at);
  throw invalid(character, "looking for beginning of value");
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = charAt(text, at);
    if (character === '"') return at + 1;
    if (character < " ") throw invalid(character, "in string literal");
    if (character !== "\\") continue;
    const escaped = charAt(text, ++at);
    if (escaped === "") break;
    if (escaped === "u") {
      for (let digit = 0; digit < 4; digit++) {
        const hex = charAt(text, ++at);
        if (hex === "") throw new Error("unexpected EOF");
        if (!/[\da-fA-F]/.test(hex)) throw invalid(hex, "in \\u hexadecimal character escape");
      }
    } else if (!'"\\/bfnrt'.includes(escaped)) {
      throw invalid(escaped, "in string escape code");
    }
  }
  throw new Error("unexpected EOF");
}

function endOfLiteral(text: string, start: number, literal: string): number {
  for (let index = 1; index < literal.length; index++) {
    const character = charAt(text, start + index);
    if (character === "") throw new Error("unexpected EOF");
    if (character !== literal[index]) {
      throw invalid(character, `in literal ${literal} (expecting '${literal[index]}')`);
    }
  }
  return start + literal.length;
}

function endOfNumber(text: string, start: number): number {
  let at = start;
  const digits = (context: string) => {
    const first = charAt(text, at);
    if (first === "") throw new Error("unexpected EOF");
    if (!/\d/.test(first)) throw invalid(first, context);
    while (/\d/.test(charAt(text, at))) at++;
  };
  if (charAt(text, at) === "-") at++;
  if (charAt(text, at) === "0") at++;
  else digits("in numeric literal");
  if (charAt(text, at) === ".") {
    at++;
    digits("after decimal point in numeric literal");
  }
  if (/[eE]/.test(charAt(text, at))) {
    at++;
    if (/[+-]/.test(charAt(text, at))) at++;
    digits("in exponent of numeric literal");
  }
  return at;
}

const charAt = (text: string, at: number) => text[at] ?? "";

const QUOTED: Record<string, string> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
  "\u0007": "\\a",
  "\\": "\\\\",
  "'": "\\'",
};

/** Go's scanner reads bytes, so a character beyond ASCII is reported by its first byte. */
function invalid(character: string, context: string): Error {
  const byte = String.fromCharCode(Buffer.from(character)[0] ?? 0);
  const printable = byte >= " " && byte !== "\u007f" && !/[\u0080-\u00a0\u00ad]/.test(byte);
  const hex = (byte.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
  const plain = byte.charCodeAt(0) < 0x80 ? `\\x${hex}` : `\\u00${hex}`;
  const quoted = QUOTED[byte] ?? (printable ? byte : plain);
  return new Error(`invalid character '${quoted}' ${context}`);
}
