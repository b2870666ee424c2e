import { createServer, request as nodeRequest, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { toNodeHandler } from "./nodeHandler";

let server: Server | undefined;
afterEach(
  () => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())),
);

async function serve(
  handler: (request: Request) => Promise<Response>,
  before?: (incoming: object) => void,
): Promise<string> {
  const adapter = toNodeHandler(handler);
  server = createServer((incoming, outgoing) => {
    before?.(incoming);
    void adapter(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object") throw new Error("The server has no port.");
  return `http://127.0.0.1:${address?.port}`;
}

const echo = async (request: Request) =>
  Response.json({
    method: request.method,
    url: request.url,
    team: request.headers.get("x-team"),
    body: await request.text(),
  });

describe("toNodeHandler", () => {
  it("passes method, address, headers and body", async () => {
    const url = await serve(echo);
    const response = await fetch(`${url}/api?sandbox=a`, {
      method: "POST",
      headers: { "x-team": "kit", "content-type": "application/json" },
      body: '{"sandbox":"a"}',
    });
    expect(await response.json()).toEqual({
      method: "POST",
      url: `${url}/api?sandbox=a`,
      team: "kit",
      body: '{"sandbox":"a"}',
    });
  });

  it("takes a body that express.json() has read already", async () => {
    const url = await serve(echo, (incoming) =>
      Object.assign(incoming, { body: { sandbox: "a" } }),
    );
    const response = await fetch(url, { method: "POST", body: '{"sandbox":"a"}' });
    expect(await response.json()).toMatchObject({ body: '{"sandbox":"a"}' });
  });

  it("sees no body where Express 4 shows an empty object", async () => {
    const url = await serve(echo, (incoming) => Object.assign(incoming, { body: {} }));
    expect(await (await fetch(url, { method: "POST" })).json()).toMatchObject({ body: "" });
  });

  it("uses the address that Express had before its routers", async () => {
    const url = await serve(echo, (incoming) =>
      Object.assign(incoming, { originalUrl: "/mounted/at?x=1" }),
    );
    expect(await (await fetch(url)).json()).toMatchObject({ url: `${url}/mounted/at?x=1` });
  });

  it("keeps the host when the path looks like one", async () => {
    const url = await serve(echo);
    expect(await (await fetch(`${url}//evil.example/api`)).json()).toMatchObject({
      url: `${url}//evil.example/api`,
    });
  });

  it("answers, not resets, a body without end", async () => {
    const url = await serve(async (request) => new Response(String((await request.text()).length)));
    const chunk = new Uint8Array(16_384);
    const body = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(chunk);
      },
    });
    const answer = await new Promise<string>((resolve, reject) => {
      const sending = nodeRequest(url, { method: "POST" }, (response) => {
        response.setEncoding("utf8").once("data", (text: string) => {
          sending.destroy();
          resolve(text);
        });
      });
      sending.once("error", reject);
      void (async () => {
        const reader = body.getReader();
        for (let count = 0; count < 20; count++) {
          const { value } = await reader.read();
          sending.write(value);
        }
      })();
    });
    expect(JSON.parse(answer)).toMatchObject({ status: 413 });
  });

  it("answers 400 for a Host that no address can hold", async () => {
    const url = await serve(echo);
    const status = await new Promise((resolve, reject) => {
      nodeRequest(url, { headers: { host: "a b/\\" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once("error", reject)
        .end();
    });
    expect(status).toBe(400);
  });

  it("sends every cookie of an answer", async () => {
    const headers = new Headers();
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    const url = await serve(async () => new Response(null, { status: 204, headers }));
    const response = await fetch(url);
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });
});
