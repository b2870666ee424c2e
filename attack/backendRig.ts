import { expect } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { createSandboxHandler, type SandboxBackendEvent } from "blaxel-react/server";
import type { SandboxBackendOptions } from "blaxel-react/server";
import { eventually } from "../testbed/eventually";

/** What neither an answer nor an event may ever say. */
export const SECRET = "the-password-of-the-database";
export const APP = "https://app.example.com";
export const ADDRESS = "https://api.localhost/api/sandbox";

/** A backend over a local sandbox that would serve anybody, and how often it asked who that is. */
export interface BackendRig {
  ask(input: Request, options?: Partial<SandboxBackendOptions>): Promise<Response>;
  /** Nothing was asked of the application or of the platform by the last request. */
  nothingDone(): void;
  /** Refused before anything was asked, and nothing lets a foreign page read the answer. */
  refuses(request: Request, statuses: readonly number[]): Promise<void>;
  /** What has to be true of every refusal and failure. */
  isProblem(response: Response, statuses: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export async function openBackend(): Promise<BackendRig> {
  const local: LocalSandbox = await startLocalSandbox();
  Object.assign(process.env, local.env);
  let [authorized, seen] = [0, 0];
  let events: SandboxBackendEvent[] = [];
  const rig: BackendRig = {
    ask: (request, options) => {
      events = [];
      authorized = 0;
      seen = local.requests().length;
      return createSandboxHandler({
        authorize: (_request, { sandbox }) => {
          authorized += 1;
          return { name: sandbox ?? "own" };
        },
        origins: [APP],
        sandbox: { region: "local" },
        onEvent: (event) => events.push(event),
        ...options,
      })(request);
    },
    nothingDone: () => {
      expect({ asked: authorized, sent: local.requests().length - seen }).toEqual({
        asked: 0,
        sent: 0,
      });
    },
    refuses: async (request, statuses) => {
      const response = await rig.ask(request);
      const mayRead = request.headers.get("origin") === APP ? APP : null;
      expect(response.headers.get("access-control-allow-origin")).toBe(mayRead);
      await rig.isProblem(response, statuses);
      rig.nothingDone();
    },
    isProblem: async (response, statuses) => {
      expect(statuses).toContain(response.status);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(response.headers.get("cache-control")).toBe("private, no-store");
      const text = await response.text();
      const problem: unknown = JSON.parse(text);
      expect(problem).toMatchObject({ type: "about:blank", status: response.status });
      expect(text).toContain('"kind"');
      const said = text + JSON.stringify(events.map((event) => ({ ...event, error: "" })));
      for (const secret of [SECRET, local.env["BL_API_KEY"] ?? "", "token", "    at "]) {
        expect(said).not.toContain(secret);
      }
    },
    close: () => local.close(),
  };
  // The first request loads the SDK and makes the sandbox, which may take longer than an answer.
  const first = () =>
    rig.ask(new Request(ADDRESS, { headers: { "sec-fetch-site": "same-origin" } }));
  await eventually(async () => expect((await first()).status).toBe(200));
  return rig;
}
