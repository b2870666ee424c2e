// What the calls of Node's network API ask for, whichever of their forms they are written in.

/**
 * @typedef {object} ListenWish
 * @property {number} port
 * @property {string} host Empty for all interfaces.
 * @property {unknown} backlog
 * @property {(() => void) | undefined} callback
 * @property {AbortSignal | undefined} signal
 * @property {boolean} exclusive
 */

/**
 * What a call of `listen` asks for; undefined for a path, a handle or a descriptor.
 * @param {any[]} args
 * @returns {ListenWish | undefined}
 */
export function listenWish(args) {
  const last = args[args.length - 1];
  const callback = typeof last === "function" ? last : undefined;
  const [first, second, third] = args;
  if (typeof first === "object" && first !== null) {
    const isTcp = !first.path && first.fd === undefined && !("_handle" in first) && !first.handle;
    const port = "port" in first && isTcp ? portNumber(first.port) : undefined;
    if (port === undefined) return undefined;
    const { host, backlog, signal, exclusive } = first;
    return { port, host: host || "", backlog, callback, signal, exclusive: exclusive === true };
  }
  const port = args.length === 0 || first === callback ? 0 : portNumber(first);
  if (port === undefined) return undefined;
  const host = typeof second === "string" ? second : "";
  const backlog = [second, third].find((each) => typeof each === "number");
  return { port, host, backlog, callback, signal: undefined, exclusive: false };
}

/**
 * The arguments of a `connect`, led elsewhere where `find` knows a better address.
 * @param {any[]} args
 * @param {(host: unknown, port: unknown) => { host: string, port: number } | undefined} find
 */
export function ledElsewhere(args, find) {
  const [first] = args;
  // `net.connect` passes on an array that it has already made sense of and marked with a symbol.
  if (Array.isArray(first)) {
    const [options] = first;
    const target = options && !options.path && find(options.host, options.port);
    if (!target) return args;
    const copy = Object.assign([], first, { 0: { ...options, ...target } });
    return [copy, ...args.slice(1)];
  }
  if (typeof first === "object" && first !== null) {
    const target = !first.path && find(first.host, first.port);
    return target ? [{ ...first, ...target }, ...args.slice(1)] : args;
  }
  const host = typeof args[1] === "string" ? args[1] : undefined;
  const target = find(host, first);
  return target ? [target.port, target.host, ...args.slice(host === undefined ? 1 : 2)] : args;
}

/** A port, 0 for none given, undefined for what is not a port. @param {unknown} value */
export function portNumber(value) {
  if (value === undefined || value === null) return 0;
  const port = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const valid = typeof port === "number" && Number.isInteger(port) && port >= 0 && port < 65_536;
  return valid ? port : undefined;
}
