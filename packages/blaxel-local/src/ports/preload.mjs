// Loaded into every Node process of a sandbox (NODE_OPTIONS=--import=…). Plain JavaScript, because a
// child of a server that runs from source has nothing that could translate it.
//
// It gives each sandbox ports of its own: what a process wants to listen on becomes a random port of
// loopback, the wish is written down in the sandbox's ports folder, and connections to loopback find
// their way by that folder. Two sandboxes can both use 3000; nothing is exposed to the network. What
// is not Node keeps real ports.
import cluster from "node:cluster";
import { errorMonitor } from "node:events";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { isMainThread } from "node:worker_threads";
import { ledElsewhere, listenWish, portNumber } from "./listenWish.mjs";
import { claim, mappedPort, note, release } from "./portClaims.mjs";

const sandbox = process.env["BLAXEL_LOCAL_SANDBOX"];
if (sandbox) mapPorts(path.join(sandbox, "ports"));

/** @param {string} folder */
function mapPorts(folder) {
  /** What a server asked for. @type {WeakMap<net.Server, { port: number, host: string }>} */
  const asked = new WeakMap();
  /** Not documented, but what `listen` itself and clusters use. @type {any} */
  const createHandle = Reflect.get(net, "_createServerHandle");
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
    let files = port === 0 ? [] : claim(folder, { port, host, mapped: 0 }, handle);
    if (!files) {
      if (hasHandle) handle.close();
      if (callback) this.once("listening", callback);
      const error = addressInUse(host, port);
      process.nextTick(() => this.emit("error", error));
      return this;
    }
    asked.set(this, { port, host });

    /** @param {number} mapped */
    const settle = (mapped) => {
      const settled = { port: port || mapped, host, mapped };
      asked.set(this, settled);
      if (port === 0) files = claim(folder, settled, handle);
      else note(files ?? [], settled);
    };
    const giveBack = () => {
      asked.delete(this);
      release(files ?? []);
    };
    this.once("close", giveBack);
    // A listener for errors proper would keep an unhandled one from ending the process.
    /** @type {import("node:events").EventEmitter} */ (this).once(errorMonitor, () => {
      if (!this.listening) giveBack();
    });
    if (signal?.aborted) process.nextTick(() => this.close());
    else signal?.addEventListener("abort", () => this.close(), { once: true });

    if (hasHandle) {
      const mapped = showAsked(handle, port);
      const given = [handle, backlog, callback].filter((each) => each !== undefined);
      Reflect.apply(listen, this, given);
      settle(mapped);
    } else {
      const bound = () => Reflect.apply(address, this, []);
      this.prependOnceListener("listening", () => settle(portOf(bound())));
      Reflect.apply(listen, this, [{ port: 0, host: "127.0.0.1", backlog }, callback]);
    }
    return this;
  };

  /** @this {net.Server} */
  net.Server.prototype.address = function () {
    const bound = Reflect.apply(address, this, []);
    const wish = asked.get(this);
    if (!wish || typeof bound !== "object" || bound === null) return bound;
    return { ...bound, port: wish.port || bound.port, ...shownAddress(wish.host) };
  };

  /** @this {net.Socket} @param {...any} args */
  net.Socket.prototype.connect = function (...args) {
    const mapped = ledElsewhere(args, (host, wanted) => findMapped(folder, host, wanted));
    return Reflect.apply(connect, this, mapped);
  };
}

/** @param {string} folder @param {unknown} host @param {unknown} wanted */
function findMapped(folder, host, wanted) {
  const port = portNumber(wanted);
  const name = typeof host === "string" && host !== "" ? host.toLowerCase() : "localhost";
  if (!port || !(isLoopback(name) || isWildcard(name))) return undefined;
  const mapped = mappedPort(folder, port, name.includes(":") ? 6 : 4);
  return mapped === undefined ? undefined : { host: "127.0.0.1", port: mapped };
}

/**
 * Lets a socket show the port that was asked for (a cluster's worker insists on it), and returns
 * the one it has.
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
function portOf(bound) {
  return typeof bound === "object" && bound !== null ? bound.port : 0;
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
