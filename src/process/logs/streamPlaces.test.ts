import { expect, it } from "vitest";
import { nextTurn, type Claim } from "./streamPlaces";

const NOW = 1_000_000;
type Asking = Pick<Claim, "isSeen" | "use">;
const seen: Asking = { isSeen: true, use: "reader" };
const hidden: Asking = { isSeen: false, use: "reader" };
const start: Asking = { isSeen: true, use: "start" };
const watch: Asking = { isSeen: true, use: "watch" };
const claim = (name: string, of: Asking, leftMs: number): Claim => ({
  ...of,
  name,
  until: NOW + leftMs,
});
const turn = (claims: Claim[], asking: Asking, places = claims.length) =>
  nextTurn(claims, asking, places, NOW);

it("a free place is taken", () => {
  expect(turn([claim("a", start, 500)], hidden, 2)).toEqual({ next: "take" });
});

it.each([
  ["a page that is looked at, from one that is not", seen, [claim("a", hidden, 900)], "a"],
  ["a start, from a reader", start, [claim("a", seen, 900)], "a"],
  [
    "a start in a hidden tab, from a reader",
    { ...start, isSeen: false },
    [claim("a", seen, 1)],
    "a",
  ],
  ["a peer, whose turn is over", seen, [claim("a", seen, 5), claim("b", seen, 0)], "b"],
  ["of two the one over longest", seen, [claim("a", seen, -1), claim("b", seen, -2)], "b"],
  ["the hidden one before a peer", seen, [claim("a", seen, -9), claim("b", hidden, 9)], "b"],
  ["a watch, from a reader", hidden, [claim("a", start, 5), claim("b", watch, Infinity)], "b"],
  ["a start, whose turn is over", seen, [claim("a", start, -1)], "a"],
])("is given its place by %s", (_what, asking, claims, name) => {
  expect(turn(claims, asking)).toEqual({ next: "evict", name });
});

it.each([
  ["for a peer's turn to end", seen, [claim("a", seen, 700), claim("b", seen, 300)], 300],
  ["for a start's turn to end", seen, [claim("a", start, 300)], 300],
  ["for news where all others go first", hidden, [claim("a", seen, -100)], 60_000],
  ["a watch for all others", watch, [claim("a", hidden, -5), claim("b", watch, Infinity)], 60_000],
  ["no longer than that, whatever a clock says", seen, [claim("a", seen, 1e12)], 60_000],
])("waits %s", (_what, asking, claims, ms) => {
  expect(turn(claims, asking)).toEqual({ next: "wait", ms });
});
