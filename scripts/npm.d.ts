/** Settings that keep npm, and what it starts, from reporting and advertising. */
export const quiet: Readonly<Record<string, string>>;

/** Runs npm to its end and gives what it printed; that is shown only if it fails. */
export function npm(
  args: readonly string[],
  cwd: string,
  env?: Readonly<Record<string, string>>,
): Promise<string>;
