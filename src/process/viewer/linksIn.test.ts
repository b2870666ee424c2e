import { expect, it } from "vitest";
import { linksIn } from "./linksIn";

it.each([
  ["  Local:   http://localhost:5173/", ["http://localhost:5173/"]],
  [
    "see https://a.example/b?c=d#e, or (http://b.example).",
    ["https://a.example/b?c=d#e", "http://b.example"],
  ],
  ["https://en.wikipedia.org/wiki/A_(b)", ["https://en.wikipedia.org/wiki/A_(b)"]],
  ["HTTPS://A.EXAMPLE", ["HTTPS://A.EXAMPLE"]],
  ['"http://a.example" <http://b.example>', ["http://a.example", "http://b.example"]],
  ["http:// https://. javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.example", []],
  ["javascript:alert(1)//http://a.example", ["http://a.example"]],
])("%s", (text, links) => {
  expect(linksIn(text).map(({ href }) => href)).toEqual(links);
  for (const { from, to, href } of linksIn(text)) expect(text.slice(from, to)).toBe(href);
});
