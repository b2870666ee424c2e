import { createServer, request as nodeRequest, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { createSandboxHandler } from "./backend";
import { toNodeHandler } from "./nodeHandler";

let local: LocalSandbox;
beforeAll(async () => {
  local = await startLocalSandbox();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());

const silent = () => undefined;

async function serve(handler: (request: Request) => Promise<Response>) {
  const adapter = toNodeHandler(handler);
  const rejections: unknown[] = [];
  const server = createServer((incoming, outgoing) => {
    adapter(incoming, outgoing).catch((error: unknown) => rejections.push(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (it: Server) =>
    new Promise<void>((resolve) => {
      it.closeAllConnections();
      it.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, port, rejections, stop: () => stop(server) };
}

describe("every request to the backend gets an answer", () => {
  const used = async () => {
    const response = new Response("Sign in first.", { status: 401 });
    await response.text();
    return response;
  };
  const locked = () => {
    const response = new Response("Sign in first.", { status: 401 });
    response.body?.getReader();
    return response;
  };
  const kept = new Response("Sign in first.", { status: 401, headers: { "x-from": "the app" } });
  const keptToThrow = new Response("Sign in first.", { status: 403 });

  it.each([
    ["a Response kept in a constant", () => kept, 401],
    [
      "a Response kept in a constant and thrown",
      () => {
        throw keptToThrow;
      },
      403,
    ],
    ["a Response whose body was read", used, 500],
    ["a Response whose body is being read", locked, 500],
    ["Response.error()", () => Response.error(), 500],
  ] as const)("%s", async (_what, authorize, status) => {
    const handler = createSandboxHandler({
      authorize,
      sandbox: { image: "blaxel/base-image:latest" },
      onEvent: silent,
    });
    const { url, rejections, stop } = await serve(handler);
    for (let times = 0; times < 3; times++) {
      const response = await fetch(url);
      expect(response.status).toBe(status);
      if (status < 500) expect(await response.text()).toBe("Sign in first.");
      else expect(await response.json()).toMatchObject({ status, kind: "endpoint-failed" });
    }
    expect(rejections).toEqual([]);
    await stop();
  });
});

describe("toNodeHandler never rejects, and leaves no socket open", () => {
  const breaksAfter = (chunks: number) => {
    let left = chunks;
    return new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(16));
        else controller.error(new Error("broken"));
      },
    });
  };
  const kept = new Response("again and again");

  it.each([
    ["a handler that rejects", () => Promise.reject(new Error("thrown by the handler")), 500],
    [
      "a handler that throws",
      () => {
        throw new Error("thrown by the handler");
      },
      500,
    ],
    ["a Response that was sent before", async () => kept, 500],
    ["no Response at all", async () => undefined as unknown as Response, 500],
  ] as const)("%s", async (_what, handler, status) => {
    const { url, rejections, stop } = await serve(handler);
    await fetch(url).then((response) => response.text());
    const response = await fetch(url);
    expect(response.status).toBe(status);
    await response.text();
    expect(rejections).toEqual([]);
    await stop();
  });

  it("a body that breaks at once", async () => {
    const headers = { "content-length": "32", "set-cookie": "half=done" };
    const { url, rejections, stop } = await serve(
      async () => new Response(breaksAfter(0), { headers }),
    );
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).toBe("");
    expect(rejections).toEqual([]);
    await stop();
  });

  it("a body that breaks later breaks the connection", async () => {
    const { url, rejections, stop } = await serve(async () => new Response(breaksAfter(1)));
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow(TypeError);
    expect(rejections).toEqual([]);
    await stop();
  });

  it("a body without end is let go when the browser leaves", async () => {
    let cancelled = false;
    const endless = () =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
        cancel() {
          cancelled = true;
        },
      });
    const { url, rejections, stop } = await serve(async () => new Response(endless()));
    const leaves = new AbortController();
    const response = await fetch(url, { signal: leaves.signal });
    await response.body?.getReader().read();
    leaves.abort();
    await expect.poll(() => cancelled).toBe(true);
    expect(rejections).toEqual([]);
    await stop();
  });

  it("a body is not read faster than the browser takes it", async () => {
    let given = 0;
    const body = new ReadableStream(
      {
        pull(controller) {
          given += 65_536;
          controller.enqueue(new Uint8Array(65_536));
          if (given >= 64 * 1_048_576) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const { port, stop } = await serve(async () => new Response(body));
    const socket = connect(port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await new Promise((resolve) => socket.once("readable", resolve));
    await expect.poll(() => given).toBeGreaterThan(0);
    // What the system's own buffers hold, a few megabytes, and no more.
    const settled = await new Promise<number>((resolve) => {
      let last = -1;
      const look = setInterval(() => {
        if (given === last) {
          clearInterval(look);
          resolve(given);
        }
        last = given;
      }, 200);
    });
    expect(settled).toBeLessThan(32 * 1_048_576);
    socket.destroy();
    await stop();
  });

  it("an answer to a request whose browser has gone", async () => {
    let answer = (_response: Response) => {};
    let gone = false;
    const { port, rejections, stop } = await serve(
      (request) =>
        new Promise<Response>((resolve) => {
          request.signal.addEventListener("abort", () => (gone = true));
          answer = resolve;
        }),
    );
    const request = nodeRequest({ port, host: "127.0.0.1" });
    request.on("error", silent);
    request.end();
    await expect.poll(() => String(answer).length > 0 && request.socket !== null).toBe(true);
    request.destroy();
    await expect.poll(() => gone).toBe(true);
    answer(new Response("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
    await stop();
  });
});
