import { parseArgs } from "node:util";
import type { LocalSandboxOptions } from "../options";
import { messageOf } from "../nodeErrors";

/** What the command was asked for. */
export interface CliArguments {
  help: boolean;
  verbose: boolean;
  /** Print nothing but the variables to export. */
  env: boolean;
  /** The words of the command to run with the variables set, instead of waiting for Ctrl-C. */
  command: [string, ...string[]] | undefined;
  options: LocalSandboxOptions;
}

/** A mistake of the person who typed the command: one line, without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The text of `--help`. */
export const USAGE = `Usage: blaxel-local [options] [-- COMMAND [ARGUMENT...]]

A local stand-in for Blaxel sandboxes, for @blaxel/core as it is. A development tool: what runs in
it runs as you. It listens on 127.0.0.1 only. A command after -- runs with the variables set that point
@blaxel/core at it, and the sandbox ends with it.

  --port NUMBER             the port to listen on (default: a free one)
  --root FOLDER             where each sandbox keeps its files, in a folder of its own, also after
                            the end (default: a temporary folder)
  --profile A|B             behave like older (A) or newer (B, default) servers
  --preview-origin KIND     subdomain (default): http://<id>.localhost:PORT
                            port: each preview has a port of its own, for Safari
  --isolation KIND          namespace: the processes see files and ports of their own (Linux with bwrap
                            and pasta); none: the machine's; auto (default): the first where it can be
  --api-key KEY             the API key to ask for, 20 characters or more (default: a random one)
  --pass-env NAME           give this variable to the processes too; may be repeated (by default they
                            get PATH, HOME and the like: what programs need to run)
  --env                     print nothing but the variables to export
  --verbose                 print a line for every request, without tokens
  --help                    print this
`;

const OPTIONS = {
  port: { type: "string" },
  root: { type: "string" },
  profile: { type: "string" },
  "preview-origin": { type: "string" },
  "api-key": { type: "string" },
  isolation: { type: "string" },
  "pass-env": { type: "string", multiple: true },
  env: { type: "boolean" },
  verbose: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads the arguments; throws `UsageError` for what cannot be meant. */
export function readArguments(args: readonly string[]): CliArguments {
  const end = args.indexOf("--");
  const values = parse(end < 0 ? args : args.slice(0, end));
  return {
    help: values.help ?? false,
    verbose: values.verbose ?? false,
    env: values.env ?? false,
    command: end < 0 ? undefined : commandOf(args.slice(end + 1)),
    options: {
      port: values.port === undefined ? undefined : portNumber(values.port),
      root: filled("--root", values.root),
      profile: choice("--profile", values.profile?.toUpperCase(), ["A", "B"] as const),
      previewOrigin: choice("--preview-origin", values["preview-origin"], [
        "subdomain",
        "port",
      ] as const),
      isolation: choice("--isolation", values.isolation, ["auto", "namespace", "none"] as const),
      apiKey: filled("--api-key", values["api-key"]),
      passEnv: values["pass-env"]?.map(variableName),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    const [sentence] = messageOf(error).split(/\. |\n/);
    throw new UsageError(`${sentence}. See blaxel-local --help.`);
  }
}

function commandOf([file, ...rest]: readonly string[]): [string, ...string[]] {
  if (!file) throw new UsageError("A command must follow --. See blaxel-local --help.");
  return [file, ...rest];
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port must be a whole number from 0 to 65535, not ${text}.`);
}

function variableName(text: string): string {
  if (/^[^=\0]+$/.test(text)) return text;
  throw new UsageError(`--pass-env must be the name of a variable, not ${text || "empty"}.`);
}

function filled(name: string, text: string | undefined): string | undefined {
  if (text === "") throw new UsageError(`${name} must not be empty.`);
  return text;
}

function choice<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (text === undefined) return undefined;
  const chosen = choices.find((known) => known === text);
  if (chosen === undefined) throw new UsageError(`${name} must be ${choices.join(" or ")}.`);
  return chosen;
}
