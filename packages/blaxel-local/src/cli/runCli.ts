import { startLocalSandbox, type LocalSandbox } from "../startLocalSandbox";
import { errorCode } from "../nodeErrors";
import { readArguments, USAGE, UsageError, type CliArguments } from "./arguments";
import { requestLine } from "./requestLine";
import { runCommand, STOP_SIGNALS } from "./runCommand";

/** Runs the command until it is asked to stop. Resolves with its exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  let asked: CliArguments;
  try {
    asked = readArguments(args);
  } catch (error) {
    return fail(error);
  }
  if (asked.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  // The process that reads the output may close the pipe; that ends nothing.
  process.stdout.on("error", () => process.stdout.destroy());

  const stop = stopSignal();
  let local: LocalSandbox;
  try {
    local = await startLocalSandbox({
      ...asked.options,
      isolation: asked.options.isolation ?? "auto",
      // Asked-for variables are evaluated by a shell, so that everything else goes to stderr.
      onRequest: asked.verbose
        ? (request) => process.stderr.write(`${requestLine(request)}\n`)
        : undefined,
    });
  } catch (error) {
    return fail(error, asked.options.port);
  }
  const { command, env } = asked;
  if (env || command) process.stderr.write(startLines(local));
  if (env) process.stdout.write(exportLines(local));
  else if (!command) process.stdout.write(greeting(local));
  try {
    if (command && !stop.isHere()) {
      return await runCommand(command, Object.fromEntries(variables(local)));
    }
    await stop.came;
    return 0;
  } catch (error) {
    return fail(error);
  } finally {
    await local.close();
  }
}

/**
 * Waits for Ctrl-C, SIGTERM or SIGHUP, which end this process no more: one signal may come twice, from
 * the terminal and from npx, and what is there has to be removed first.
 */
function stopSignal(): { came: Promise<void>; isHere: () => boolean } {
  let isHere = false;
  const came = new Promise<void>((resolve) => {
    const stop = () => {
      isHere = true;
      resolve();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, stop);
  });
  return { came, isHere: () => isHere };
}

function variables(local: LocalSandbox): [string, string][] {
  return Object.entries({
    ...local.env,
    BLAXEL_LOCAL_ADMIN_URL: local.adminUrl,
    BLAXEL_LOCAL_ADMIN_SECRET: local.adminSecret,
  });
}

const exportLines = (local: LocalSandbox) =>
  variables(local)
    .map(([name, value]) => `export ${name}='${value.replace(/'/g, "'\\''")}'\n`)
    .join("");

const greeting = (local: LocalSandbox) =>
  `${startLines(local)}\nStart your backend with these variables:\n\n${exportLines(local)}\n` +
  "Press Ctrl-C to stop.\n";

function startLines({ apiUrl, root, isolation }: LocalSandbox): string {
  const seen =
    isolation.kind === "namespace"
      ? "its processes see files and ports of their own."
      : `none, ${isolation.reason}: its processes see the files and ports of this machine.`;
  return `The local sandbox listens on ${apiUrl}\nFolder: ${root}\nIsolation: ${seen}\n`;
}

function fail(error: unknown, port?: number): number {
  process.stderr.write(`blaxel-local: ${explain(error, port)}\n`);
  return 1;
}

function explain(error: unknown, port: number | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) return error.message;
  const code = errorCode(error);
  if (code === "EADDRINUSE") return `Port ${port} is taken. Choose another with --port.`;
  if (code === "EACCES" && port !== undefined && port < 1024) {
    return `Port ${port} needs privileges. Choose one above 1023 with --port.`;
  }
  return error.message.split("\n", 1)[0] ?? error.message;
}
