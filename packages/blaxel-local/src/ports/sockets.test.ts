import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { parseLsof, socketsOf } from "./sockets";

describe("sockets of a process", () => {
  it("are found for this very process", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const localPort = typeof address === "object" ? address?.port : 0;
    expect(await socketsOf([process.pid])).toContainEqual(
      expect.objectContaining({
        localAddr: "127.0.0.1",
        localPort,
        state: "LISTEN",
        protocol: "tcp",
      }),
    );
    expect(await socketsOf([])).toEqual([]);
    server.close();
  });

  it("are read from what lsof prints on macOS", () => {
    const text = [
      ["p812", "cnode"],
      ["f23", "PTCP", "n*:3000", "TST=LISTEN", "TQR=0", "TQS=0"],
      ["f24", "PTCP", "n[::1]:5173", "TST=LISTEN"],
      ["f25", "PTCP", "n127.0.0.1:3000->127.0.0.1:50100", "TST=ESTABLISHED"],
      ["p813", "cpython3.12"],
      ["f3", "PUDP", "n*:5353"],
      ["f4", "PUDP", "n*:*"],
    ];
    expect(parseLsof(text.flat().join("\n"))).toEqual([
      socket(812, "tcp", "*", 3000, "", 0, "LISTEN", "node"),
      socket(812, "tcp", "::1", 5173, "", 0, "LISTEN", "node"),
      socket(812, "tcp", "127.0.0.1", 3000, "127.0.0.1", 50_100, "ESTABLISHED", "node"),
      socket(813, "udp", "*", 5353, "", 0, "", "python3.12"),
    ]);
  });
});

function socket(
  pid: number,
  protocol: string,
  localAddr: string,
  localPort: number,
  remoteAddr: string,
  remotePort: number,
  state: string,
  processName: string,
) {
  return { pid, protocol, localAddr, localPort, remoteAddr, remotePort, state, processName };
}
