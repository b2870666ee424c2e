import { isRecord } from "../core";
import type { ProcessOptions } from "./types";

/** JSON and the server's own system calls would change or refuse anything else. */
const isText = (value: unknown) => typeof value === "string" && !value.includes("\0");
const isAtLeast = (least: number) => (value: unknown) =>
  typeof value === "number" && value >= least;
const isPort = (value: unknown) =>
  Number.isInteger(value) && isAtLeast(1)(value) && !isAtLeast(65_536)(value);
const isLimit = (value: unknown) => value === undefined || isAtLeast(1)(value);

/** What each option has to be, if it is given, and how an error says that. */
const CHECKS: Partial<
  Record<keyof ProcessOptions, readonly [fits: (value: unknown) => boolean, wanted: string]>
> = {
  command: [isText, "the text of a shell command"],
  workingDir: [isText, "the path of a folder"],
  env: [
    (value) =>
      isRecord(value) &&
      Object.entries(value).every(
        ([name, text]) => /^[^=\0]+$/.test(name) && (text === undefined || isText(text)),
      ),
    "an object of names and texts",
  ],
  waitForPorts: [
    (value) => Array.isArray(value) && value.every(isPort),
    "a list of ports, whole numbers from 1 to 65535",
  ],
  readyTimeoutMs: [isAtLeast(0), "milliseconds, 0 or more"],
  timeout: [Number.isSafeInteger, "a whole number of seconds"],
  maxRestarts: [Number.isSafeInteger, "a whole number"],
  logLimit: [
    (value) => isRecord(value) && isLimit(value["lines"]) && isLimit(value["characters"]),
    "an object with `lines` or `characters`, each 1 or more",
  ],
};

/** The first option that cannot work, and what it has to be. */
export function unfitOption(options: ProcessOptions): { name: string; wanted: string } | undefined {
  for (const [name, [fits, wanted]] of Object.entries(CHECKS)) {
    const value: unknown = Reflect.get(options, name);
    if (value !== undefined && !fits(value)) return { name, wanted };
  }
  return undefined;
}
