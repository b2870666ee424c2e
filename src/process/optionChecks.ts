import { isRecord } from "../core";
import type { ProcessOptions } from "./types";

type Fits = (value: unknown) => boolean;

/** The server cannot take a NUL. */
const isText: Fits = (value) => typeof value === "string" && !value.includes("\0");
const isFrom =
  (least: number): Fits =>
  (value) =>
    typeof value === "number" && value >= least;
const isOptional =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);
const isBound = isOptional(isFrom(1));
const isWhole: Fits = Number.isSafeInteger;

/** What each option has to be, if it is given, and how an error says that. */
const CHECKS: Partial<Record<keyof ProcessOptions, readonly [Fits, wanted: string]>> = {
  command: [isText, "a text"],
  workingDir: [isText, "a path"],
  env: [
    (value) =>
      isRecord(value) &&
      Object.entries(value).every(
        ([name, text]) => /^[^=\0]+$/.test(name) && isOptional(isText)(text),
      ),
    "texts by name",
  ],
  waitForPorts: [
    (value) =>
      Array.isArray(value) &&
      value.every((port) => isWhole(port) && isFrom(1)(port) && !isFrom(65_536)(port)),
    "a list of ports, 1–65535",
  ],
  readyTimeoutMs: [isFrom(0), "milliseconds"],
  timeout: [isWhole, "whole seconds"],
  maxRestarts: [isWhole, "a whole number"],
  logLimit: [
    (value) => isRecord(value) && isBound(value["lines"]) && isBound(value["characters"]),
    "`lines` and `characters`",
  ],
};

/** The first option that cannot work, and what it has to be. */
export function unfitOption(
  options: ProcessOptions,
): readonly [name: string, wanted: string] | undefined {
  for (const [name, [fits, wanted]] of Object.entries(CHECKS)) {
    if (!isOptional(fits)(Reflect.get(options, name))) return [name, wanted];
  }
  return undefined;
}
