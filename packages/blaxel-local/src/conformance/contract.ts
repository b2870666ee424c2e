import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalSandboxOptions } from "../options";
import type { Profile } from "../profile";
import { openTestSandbox, type TestSandbox } from "../testSandbox";

/** An answer over the session's URL. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; `undefined` if it is not JSON. */
  json: unknown;
}

/** What a request may carry. */
interface CallInit {
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
}

/** A session to call, and names that no other row uses. */
export interface Stand {
  readonly profile: Profile;
  readonly sandbox: TestSandbox;
  /** A folder of the row's own under `/tmp`, not made yet. */
  readonly dir: string;
  /** The same folder as the SDK puts it into a URL. */
  readonly dirUrl: string;
  /** A process name of the row's own. */
  readonly name: string;
  /** Sends a request to the sandbox API and reads the whole answer. */
  call(method: string, path: string, init?: CallInit): Promise<Answer>;
  /** Sends a request and leaves its body to be read. */
  open(method: string, path: string, init?: CallInit, signal?: AbortSignal): Promise<Response>;
}

/** What an answer has to be. `error` is short for a JSON body `{ error }` in the API's shape. */
interface Expected {
  status: number;
  error?: string | RegExp;
  json?: unknown;
  text?: string | RegExp;
  headers?: Record<string, string | RegExp | null>;
}

/** A row of the contract's tables: what is asked, and what either profile answers. */
export interface Row {
  row: string;
  before?: (stand: Stand) => Promise<unknown>;
  ask: (stand: Stand) => Promise<Answer>;
  /** What both profiles answer, or what each does. */
  answers: ((stand: Stand) => Expected) | Record<Profile, (stand: Stand) => Expected>;
}

let counter = 0;

/** A stand for one row. */
function standIn(sandbox: TestSandbox, profile: Profile): Stand {
  const id = `${process.pid.toString(36)}${(counter++).toString(36)}`;
  const dir = `/tmp/row-${id}`;
  const open: Stand["open"] = (method, path, init = {}, signal) => {
    const body = init.json === undefined ? init.body : JSON.stringify(init.json);
    return fetch(sandbox.session.url + path, {
      method,
      redirect: "manual",
      ...(signal ? { signal } : {}),
      headers: { "x-blaxel-preview-token": sandbox.session.token, ...init.headers },
      ...(body === undefined ? {} : { body }),
    });
  };
  return {
    profile,
    sandbox,
    dir,
    dirUrl: encodeURIComponent(dir),
    name: `row-${id}`,
    open,
    call: async (method, path, init) => {
      const response = await open(method, path, init);
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parsed(text) };
    },
  };
}

/** Runs a group of tests in each profile, against one sandbox. */
export function inBothProfiles(
  title: string,
  tests: (stand: () => Stand, profile: Profile) => void,
  options: LocalSandboxOptions = {},
): void {
  describe.each<Profile>(["A", "B"])(`${title}, profile %s`, (profile) => {
    let sandbox: TestSandbox;
    beforeAll(async () => {
      sandbox = await openTestSandbox({ ...options, profile });
    });
    afterAll(() => sandbox.local.close());
    tests(() => standIn(sandbox, profile), profile);
  });
}

/**
 * Walks rows in both profiles. `retry` is for rows whose commands pause between two writes, which a
 * machine too busy to keep that pace makes one of.
 */
export function walkRows(title: string, rows: readonly Row[], retry = 0): void {
  inBothProfiles(title, (stand, profile) => {
    it.concurrent.each(rows)("$row", { retry }, async ({ before, ask, answers }) => {
      const here = stand();
      await before?.(here);
      const expected = (typeof answers === "function" ? answers : answers[profile])(here);
      const { got, wanted } = compared(await ask(here), expected);
      expect(got).toEqual(wanted);
    });
  });
}

/** What of an answer an expectation is about, beside what it has to be. */
function compared(answer: Answer, expected: Expected) {
  const { error, json, text, headers = {} } = expected;
  const wanted: Record<string, unknown> = { status: expected.status };
  const got: Record<string, unknown> = { status: answer.status };
  if (error !== undefined) {
    got["json"] = answer.json;
    wanted["json"] = { error: like(member(answer.json, "error"), error) };
  }
  if (json !== undefined) {
    got["json"] = answer.json;
    wanted["json"] = json;
  }
  if (text !== undefined) {
    got["text"] = answer.text;
    wanted["text"] = like(answer.text, text);
  }
  for (const [name, value] of Object.entries(headers)) {
    got[name] = answer.headers.get(name);
    wanted[name] = like(got[name], value);
  }
  return { got, wanted };
}

/** What was got, if it fits the pattern; the pattern's text if not, for the difference to show it. */
const like = (got: unknown, wanted: string | RegExp | null) =>
  wanted instanceof RegExp ? (wanted.test(String(got)) ? got : String(wanted)) : wanted;

/** A form with a file, as the SDK sends it. */
export function form(content: string, fields: Record<string, string> = {}): FormData {
  const data = new FormData();
  data.append("file", new Blob([content]), "test-binary.bin");
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

/** A member of a JSON object. */
export function member(json: unknown, name: string): unknown {
  const value: unknown = typeof json === "object" && json ? Reflect.get(json, name) : undefined;
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not every answer is JSON.
    return undefined;
  }
}
