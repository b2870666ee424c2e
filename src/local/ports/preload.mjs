// Loaded into every Node process of a sandbox (NODE_OPTIONS=--import=…). Plain JavaScript, because a
// child of a server that runs from source has nothing that could translate it.
//
// It gives each sandbox ports of its own: what a process wants to listen on becomes a random port of
// loopback, the wish is written down in the sandbox's ports folder, and connections to loopback find
// their way by that folder. Two sandboxes can both use 3000; nothing is exposed to the network. What
// is not Node keeps real ports.
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import cluster from "node:cluster";
import { isMainThread, threadId } from "node:worker_threads";

const sandbox = process.env["BLAXEL_LOCAL_SANDBOX"];
if (sandbox) mapPorts(path.join(sandbox, "ports"));

/**
 * One wish, as written to `<ports folder>/<port>.<4|6>`.
 * @typedef {{ pid: number, born: string, thread: number, port: number, host: string, mapped: number }} Claim
 */

/** @param {string} folder */
function mapPorts(folder) {
  /** What a server asked for. @type {WeakMap<net.Server, { port: number, host: string }>} */
  const asked = new WeakMap();
  /** What this thread has taken, to give back when it exits, with the socket. @type {Map<string, any>} */
  const own = new Map();
  /** Not documented, but what `listen` itself and clusters use. @type {any} */
  const createHandle = Reflect.get(net, "_createServerHandle");
  const born = birth(process.pid);
  process.on("exit", () => {
    for (const file of own.keys()) fs.rmSync(file, { force: true });
  });

  const { listen, address } = net.Server.prototype;
  const { connect } = net.Socket.prototype;

  /** @this {net.Server} @param {...any} args */
  net.Server.prototype.listen = function (...args) {
    const wish = listenWish(args);
    if (!wish || this.listening) return Reflect.apply(listen, this, args);
    const { port, host, backlog, callback, signal } = wish;
    // The primary of a cluster listens for its workers; a worker only has to say what was asked.
    if (cluster.isWorker && isMainThread && !wish.exclusive) {
      asked.set(this, { port, host });
      return Reflect.apply(listen, this, args);
    }

    // With a handle made here the address is known at once, as it is without the mapping.
    const handle = createHandle?.("127.0.0.1", 0, 4);
    const hasHandle = typeof handle === "object" && handle !== null;
    const files = port === 0 ? [] : claim(folder, { port, host, mapped: 0 }, handle);
    if (!files) {
      if (hasHandle) handle.close();
      if (callback) this.once("listening", callback);
      const error = addressInUse(host, port);
      process.nextTick(() => this.emit("error", error));
      return this;
    }
    /** @param {number} mapped */
    const note = (mapped) => {
      const wanted = port || mapped;
      asked.set(this, { port: wanted, host });
      if (port === 0) files.push(...(claim(folder, { port: wanted, host, mapped }, handle) ?? []));
      else for (const file of files) write(file, { port, host, mapped });
    };
    const release = () => {
      asked.delete(this);
      for (const file of files.splice(0)) {
        own.delete(file);
        fs.rmSync(file, { force: true });
      }
    };
    asked.set(this, { port, host });
    this.once("close", release);
    this.once("error", () => {
      if (!this.listening) release();
    });
    if (signal) {
      if (signal.aborted) process.nextTick(() => this.close());
      else signal.addEventListener("abort", () => this.close(), { once: true });
    }

    if (hasHandle) {
      const mapped = showAsked(handle, port);
      Reflect.apply(
        listen,
        this,
        [handle, backlog, callback].filter((each) => each !== undefined),
      );
      note(mapped);
    } else {
      this.prependOnceListener("listening", () =>
        note(boundPort(Reflect.apply(address, this, []))),
      );
      Reflect.apply(listen, this, [{ port: 0, host: "127.0.0.1", backlog }, callback]);
    }
    return this;
  };

  /** @this {net.Server} */
  net.Server.prototype.address = function () {
    const bound = Reflect.apply(address, this, []);
    const wish = asked.get(this);
    if (!wish || typeof bound !== "object" || bound === null) return bound;
    const shown = shownAddress(wish.host);
    return { ...bound, port: wish.port || bound.port, ...shown };
  };

  /** @this {net.Socket} @param {...any} args */
  net.Socket.prototype.connect = function (...args) {
    return Reflect.apply(connect, this, mappedConnect(folder, args));
  };

  /**
   * Takes a port for this process, or undefined if somebody in the sandbox has it.
   * @param {string} folder @param {{ port: number, host: string, mapped: number }} wish
   * @param {any} handle
   * @returns {string[] | undefined}
   */
  function claim(folder, wish, handle) {
    /** @type {string[]} */
    const taken = [];
    for (const family of families(wish.host)) {
      const file = path.join(folder, `${wish.port}.${family}`);
      if (!create(file, wish)) {
        for (const other of taken) fs.rmSync(other, { force: true });
        return undefined;
      }
      taken.push(file);
      own.set(file, handle);
    }
    return taken;
  }

  /** @param {string} file @param {{ port: number, host: string, mapped: number }} wish */
  function create(file, wish) {
    for (let attempt = 0; attempt < 3; attempt++) {
      // A link is made or not made, with its content: nobody ever reads half a claim.
      const draft = `${file}.${process.pid}.${threadId}`;
      try {
        fs.writeFileSync(draft, content(wish));
        fs.linkSync(draft, file);
        return true;
      } catch (error) {
        // Anything else means that the sandbox is gone, and nobody is left to ask.
        if (codeOf(error) !== "EEXIST") return true;
        const holder = readClaim(file);
        // A cluster's primary closes its sockets behind its servers' backs.
        const isClosed = own.get(file)?.fd < 0;
        if (holder && isAlive(holder) && !isClosed) return false;
        fs.rmSync(file, { force: true });
      } finally {
        fs.rmSync(draft, { force: true });
      }
    }
    return false;
  }

  /** @param {string} file @param {{ port: number, host: string, mapped: number }} wish */
  function write(file, wish) {
    const draft = `${file}.${process.pid}.${threadId}`;
    try {
      fs.writeFileSync(draft, content(wish));
      fs.renameSync(draft, file);
    } catch {
      own.delete(file); // The sandbox is gone.
    }
  }

  /** @param {{ port: number, host: string, mapped: number }} wish */
  function content(wish) {
    return JSON.stringify({ pid: process.pid, born, thread: threadId, ...wish });
  }
}

/**
 * What a call of `listen` asks for; undefined for a path, a handle or a descriptor.
 * @param {any[]} args
 */
function listenWish(args) {
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
 * Lets a socket show the port that was asked for (a cluster's worker insists on it), and tells the
 * one it has.
 * @param {any} handle @param {number} port
 */
function showAsked(handle, port) {
  const getsockname = handle.getsockname.bind(handle);
  const bound = { port: 0 };
  getsockname(bound);
  if (port > 0) {
    handle.getsockname = (/** @type {{ port: number }} */ out) => {
      const status = getsockname(out);
      out.port = port;
      return status;
    };
  }
  return bound.port;
}

/** @param {ReturnType<net.Server["address"]>} bound */
function boundPort(bound) {
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}

/** @param {unknown} value */
function portNumber(value) {
  if (value === undefined || value === null) return 0;
  const port = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const valid = typeof port === "number" && Number.isInteger(port) && port >= 0 && port < 65_536;
  return valid ? port : undefined;
}

/**
 * The arguments of a `connect` with loopback's port replaced where this sandbox has mapped it.
 * @param {string} folder @param {any[]} args
 */
function mappedConnect(folder, args) {
  const [first] = args;
  // `net.connect` passes on an array that it has already made sense of and marked with a symbol.
  if (Array.isArray(first)) {
    const [options] = first;
    const target = options && !options.path && mappedPort(folder, options.host, options.port);
    if (!target) return args;
    const copy = Object.assign([], first, { 0: { ...options, ...target } });
    return [copy, ...args.slice(1)];
  }
  if (typeof first === "object" && first !== null) {
    const target = !first.path && mappedPort(folder, first.host, first.port);
    return target ? [{ ...first, ...target }, ...args.slice(1)] : args;
  }
  const port = portNumber(first);
  if (!port) return args;
  const host = typeof args[1] === "string" ? args[1] : undefined;
  const target = mappedPort(folder, host, port);
  if (!target) return args;
  return [target.port, target.host, ...args.slice(host === undefined ? 1 : 2)];
}

/** @param {string} folder @param {unknown} host @param {unknown} wanted */
function mappedPort(folder, host, wanted) {
  const port = portNumber(wanted);
  const name = typeof host === "string" && host !== "" ? host.toLowerCase() : "localhost";
  if (!port || !(isLoopback(name) || isWildcard(name))) return undefined;
  for (const family of name.includes(":") ? [6, 4] : [4, 6]) {
    const holder = readClaim(path.join(folder, `${port}.${family}`));
    if (holder?.mapped) return { host: "127.0.0.1", port: holder.mapped };
  }
  return undefined;
}

/** @param {string} file @returns {Claim | undefined} */
function readClaim(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined; // Nobody has it, or gave it up this very moment.
  }
}

/** @param {Claim} holder */
function isAlive(holder) {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
  return holder.born === birth(holder.pid);
}

/** When a process began, where the system tells: ids are given again. @param {number} pid */
function birth(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Which halves of a port a host takes: `::` takes both, as Linux does it. @param {string} host */
function families(host) {
  if (host === "" || host === "::") return [4, 6];
  return host.includes(":") ? [6] : [4];
}

/** @param {string} host */
function isLoopback(host) {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** @param {string} host */
function isWildcard(host) {
  return host === "" || host === "0.0.0.0" || host === "::";
}

/** @param {string} host */
function shownAddress(host) {
  if (host === "" || host === "::") return { address: "::", family: "IPv6" };
  if (host === "localhost") return { address: "127.0.0.1", family: "IPv4" };
  return { address: host, family: host.includes(":") ? "IPv6" : "IPv4" };
}

/** @param {string} host @param {number} port */
function addressInUse(host, port) {
  const address = shownAddress(host).address;
  const text = `listen EADDRINUSE: address already in use ${address}:${port}`;
  return Object.assign(new Error(text), {
    code: "EADDRINUSE",
    errno: -os.constants.errno.EADDRINUSE,
    syscall: "listen",
    address,
    port,
  });
}
