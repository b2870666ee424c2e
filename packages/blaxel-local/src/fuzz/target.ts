import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTestSandbox } from "../testSandbox";
import type { Profile } from "../profile";
import type { ArbitraryRequest } from "./arbitraryRequests";

export const SECRET = "the canary's song";

/** What came of a request; a stream is read for a moment only. */
export interface Outcome {
  status: number;
  body: string;
}

/** A local sandbox to try requests on, with a folder beside its root that none may touch. */
export interface Target {
  /** The folder that holds the secret. */
  outside: string;
  send(request: ArbitraryRequest): Promise<Outcome>;
  /** Sends bytes that need not be HTTP and reads until the server hangs up or falls silent. */
  sendBytes(bytes: Buffer): Promise<void>;
  /** What lies outside the root now; equal to `untouched` for as long as nothing got out. */
  outsideNow(): unknown;
  untouched: unknown;
  close(): Promise<void>;
}

const ANSWER_MS = 15_000;
const STREAM_MS = 25;
const MOST_BYTES = 1024 * 1024;

export async function openTarget(profile: Profile): Promise<Target> {
  const base = mkdtempSync(join(tmpdir(), "fuzz-"));
  const outside = join(base, "outside");
  mkdirSync(join(outside, "folder"), { recursive: true });
  writeFileSync(join(outside, "secret.txt"), SECRET);
  const { local, session, preview, api } = await openTestSandbox({
    profile,
    root: join(base, "sandboxes"),
  });
  const root = join(base, "sandboxes", "demo");
  mkdirSync(join(root, "sub"));
  writeFileSync(join(root, "b.txt"), "0123456789\nsong\n");
  symlinkSync(outside, join(root, "out"));
  symlinkSync(join(outside, "secret.txt"), join(root, "leak"));
  symlinkSync("loop", join(root, "loop"));
  symlinkSync("..", join(root, "up"));
  const shown = await preview("shown", { port: 3000, public: true });
  const begun = await api("POST", "/filesystem-multipart/initiate/part.bin", {});
  const { uploadId }: { uploadId: string } = JSON.parse(begun.body);
  const key = local.env["BL_API_KEY"] ?? "";
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });

  const routes = {
    session: { prefix: `/s/${session.id}`, headers: { "x-blaxel-preview-token": session.token } },
    direct: { prefix: "/sandbox/demo", headers: { "x-blaxel-authorization": `Bearer ${key}` } },
    control: { prefix: "/v0", headers: { authorization: `Bearer ${key}` } },
    preview: { prefix: "", headers: { host: new URL(shown.url).host } },
    root: { prefix: "", headers: {} },
  };
  const outsideNow = () => ({
    base: readdirSync(base).toSorted(),
    outside: readdirSync(outside).toSorted(),
    folder: readdirSync(join(outside, "folder")),
    secret: readFileSync(join(outside, "secret.txt"), "utf8"),
  });

  const send = (
    { to, method, path, headers, body }: ArbitraryRequest,
    connection: Agent | false = agent,
  ): Promise<Outcome> => {
    const { prefix, headers: own } = routes[to];
    const streams = /\/watch\/|\/logs\/stream|\/port\//.test(path);
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        host: "127.0.0.1",
        port: local.port,
        method,
        path: prefix + path.replace("{upload}", uploadId),
        headers: { ...headers, ...own },
        agent: connection,
      });
      let status = 0;
      let text = "";
      const settle = () => {
        clearTimeout(limit);
        resolve({ status, body: text });
        request.destroy();
      };
      const limit = setTimeout(
        () => (streams ? settle() : reject(new Error(`No answer: ${method} ${path}`))),
        streams ? STREAM_MS : ANSWER_MS,
      );
      request.once("response", (response) => {
        status = response.statusCode ?? 0;
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > MOST_BYTES) settle();
        });
        response.once("end", () => {
          clearTimeout(limit);
          resolve({ status, body: text });
        });
        response.once("error", settle);
      });
      request.once("error", (error) => {
        clearTimeout(limit);
        // The server may close a connection that was kept just as it is used again.
        if (request.reusedSocket && status === 0) {
          resolve(send({ to, method, path, headers, body }, false));
        } else if (status > 0) {
          resolve({ status, body: text });
        } else {
          reject(new Error(`No answer: ${method} ${path}`, { cause: error }));
        }
      });
      request.end(body);
    });
  };

  return {
    outside,
    outsideNow,
    untouched: outsideNow(),
    send: (request) => send(request),
    sendBytes: (bytes) =>
      new Promise((resolve) => {
        const socket = connect(local.port, "127.0.0.1", () => socket.end(bytes));
        socket.setTimeout(1000, () => socket.destroy());
        socket.on("error", () => socket.destroy()).resume();
        socket.once("close", () => resolve());
      }),
    close: async () => {
      agent.destroy();
      await local.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
