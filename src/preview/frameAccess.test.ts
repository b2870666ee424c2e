import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { frameAddress, type FrameAddress } from "./frameAddress";
import { watchAccess, type AccessFacts } from "./frameAccess";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function at(token: string): FrameAddress {
  const address = frameAddress("https://app.example", undefined, token);
  if (typeof address === "string") throw new Error(address);
  return address;
}

/** A page that came with the token "first", good for an hour, behind a gateway that does as it is told. */
function watched(
  gateway: { bring?: boolean; renews?: boolean | "after the end" | "unknown" } = {},
) {
  const { bring = true, renews = true } = gateway;
  const ends: Record<string, number> = { first: Date.now() + HOUR };
  const isGood = (token: string) => (ends[token] ?? 0) > Date.now();
  let cookie = "first";
  const done: string[] = [];
  let facts: AccessFacts = {
    address: at("first"),
    endsAt: ends["first"],
    isOverdue: false,
    isLive: true,
    isHidden: false,
    mayReload: false,
  };
  const access = watchAccess(
    {
      async bring({ token = "" }) {
        done.push(`bring ${token}`);
        if (bring && (renews === true || (renews === "after the end" && !isGood(cookie))))
          cookie = token;
        return bring;
      },
      async isLetIn() {
        done.push("ask");
        return renews === "unknown" ? undefined : isGood(cookie);
      },
    },
    {
      tell: (next) => void done.push(next ?? "well"),
      reload() {
        done.push("reload");
        cookie = facts.address?.token ?? "";
        access.arrived(facts.address?.href);
      },
    },
  );
  const run = (more: Partial<AccessFacts> = {}) => access.run((facts = { ...facts, ...more }));
  access.arrived(facts.address?.href);
  run();
  return {
    access,
    run,
    /** What was done since the last time. */
    done: () => done.splice(0),
    renew(token: string, life = HOUR) {
      const endsAt = (ends[token] = Date.now() + life);
      run({ address: at(token), endsAt });
    },
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

it("brings each newer token, and looks once whether that has helped", async () => {
  const page = watched();
  await page.pass(HOUR - 5 * MINUTE);
  page.renew("second");
  await page.pass(1);
  expect(page.done()).toEqual(["bring second"]);
  await page.pass(10 * MINUTE);
  expect(page.done()).toEqual(["ask"]);
  page.renew("third");
  await page.pass(HOUR);
  expect(page.done()).toEqual(["bring third", "ending", "ended"]);
});

it("says before the end that no newer token has come, sooner where the backend cannot be asked", async () => {
  const page = watched();
  await page.pass(HOUR - MINUTE - 1);
  expect(page.done()).toEqual([]);
  await page.pass(2);
  expect(page.done()).toEqual(["ending"]);
  expect(page.access.reloadHelps).toBe(false);
  page.renew("second");
  await page.pass(1);
  expect(page.done()).toEqual(["bring second", "well"]);

  const short = watched();
  short.renew("brief", 20_000);
  short.run({ isOverdue: true });
  await short.pass(9_999);
  expect(short.done()).toEqual(["bring brief"]);
  await short.pass(10_000);
  expect(short.done()).toEqual(["ending"]);
});

it("goes on trying while nothing comes, and says so before the end", async () => {
  const page = watched({ bring: false });
  await page.pass(HOUR - 2 * MINUTE);
  page.renew("second");
  await page.pass(MINUTE + 1);
  const done = page.done();
  expect(done.filter((one) => one === "bring second").length).toBeGreaterThan(3);
  expect(done).toContain("ending");
  expect(page.access.reloadHelps).toBe(true);
});

it("lets the page go on where the gateway gives another cookie only once the first is worth nothing", async () => {
  const page = watched({ renews: "after the end" });
  await page.pass(HOUR - 5 * MINUTE);
  page.renew("second");
  await page.pass(5 * MINUTE + 1_000);
  expect(page.done()).toEqual(["bring second", "ask", "bring second", "ask"]);
  page.renew("third", 2 * HOUR);
  await page.pass(HOUR);
  expect(page.done()).toEqual(["bring third", "ask", "bring third", "ask"]);
});

it("says that the access has ended where no cookie follows, and the next time before it does", async () => {
  const page = watched({ renews: false });
  page.renew("second", 2 * HOUR);
  await page.pass(HOUR + 1_000);
  expect(page.done()).toEqual(["bring second", "ask", "bring second", "ask", "ended"]);
  expect(page.access.reloadHelps).toBe(true);
  // The user has it loaded anew.
  page.access.arrived(at("second").href);
  page.run();
  expect(page.done()).toEqual(["well"]);
  page.renew("third");
  await page.pass(HOUR - 1_000 - MINUTE);
  expect(page.done()).toEqual(["bring third", "ending"]);
  expect(page.access.reloadHelps).toBe(true);
});

it("loads the page anew by itself once, if it may, while the tab is hidden", async () => {
  const page = watched({ renews: false });
  page.run({ mayReload: true });
  page.renew("second", 2 * HOUR);
  await page.pass(HOUR + 1_000);
  expect(page.done().at(-1)).toBe("ended");
  page.run({ isHidden: true });
  expect(page.done()).toEqual(["reload"]);
  page.run({ isHidden: true });
  page.run({ isHidden: false });
  expect(page.done()).toEqual(["well"]);
});

it("says nothing to a tab that comes back from sleep before it could ask", async () => {
  const page = watched();
  page.run({ isHidden: true });
  await page.pass(2 * HOUR);
  expect(page.done()).toEqual([]);
  page.run({ isHidden: false });
  page.renew("second");
  await page.pass(4_000);
  expect(page.done()).toEqual(["bring second", "ask"]);

  const lonely = watched();
  lonely.run({ isHidden: true });
  await lonely.pass(2 * HOUR);
  lonely.run({ isHidden: false });
  await lonely.pass(5_000);
  expect(lonely.done()).toEqual(["ended"]);
});

it("asks no more than a few times what cannot be found out", async () => {
  const page = watched({ renews: "unknown" });
  page.renew("second", 5 * HOUR);
  await page.pass(3 * HOUR);
  expect(page.done()).toEqual(["bring second", ...Array.from({ length: 6 }, () => "ask")]);
  expect(vi.getTimerCount()).toBe(1);
});

it("leaves a public preview and a page that has not come alone, and stops", async () => {
  const page = watched();
  page.run({ isLive: false });
  page.renew("second");
  await page.pass(2 * HOUR);
  expect(page.done()).toEqual([]);
  page.run({ isLive: true });
  page.access.stop();
  await page.pass(2 * HOUR);
  expect(page.done()).toEqual(["bring second", "ended"]);
  expect(vi.getTimerCount()).toBe(0);
});
