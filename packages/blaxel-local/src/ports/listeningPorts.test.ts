import { describe, expect, it } from "vitest";
import { listensSteadily } from "./listeningPorts";
import { PortTable, type MappedPort } from "./portTable";

/** What each look finds, the last one again and again. */
class Looks extends PortTable {
  readonly #claims: (Partial<MappedPort> | undefined)[];

  constructor(...claims: (Partial<MappedPort> | undefined)[]) {
    super("nowhere");
    this.#claims = claims;
  }

  override list(): MappedPort[] {
    const claim = this.#claims.length > 1 ? this.#claims.shift() : this.#claims[0];
    return claim ? [{ pid: process.pid, port: 3000, host: "", mapped: 40_000, ...claim }] : [];
  }
}

describe("a port is open", () => {
  const isOpen = (...claims: (Partial<MappedPort> | undefined)[]) =>
    listensSteadily(new Looks(...claims), process.pid, [3000]);

  it("when the same socket is there at both looks", async () => {
    expect(await isOpen({})).toBe(true);
  });

  it("not when it is only tried out, as dev servers do", async () => {
    expect(await isOpen({}, undefined)).toBe(false);
    expect(await isOpen({ mapped: 40_001 }, { mapped: 40_002 })).toBe(false);
  });

  it("not when only loopback can reach it, nor when another process has it", async () => {
    expect(await isOpen({ host: "127.0.0.1" })).toBe(false);
    expect(await isOpen({ pid: process.ppid })).toBe(false);
  });
});
