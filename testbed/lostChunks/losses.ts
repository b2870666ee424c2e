import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";

interface LostFile {
  response: ServerResponse;
  headers: Record<string, string>;
  body: Buffer;
}

/** Every way in which a server, a proxy or a network answers the request for a chunk without it. */
export const losses = {
  "cut off": ({ response, headers, body }: LostFile) => {
    response.writeHead(200, { ...headers, "content-length": body.length });
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  },
  "not found": ({ response }: LostFile) => {
    response.writeHead(404).end("Not found");
  },
  unavailable: ({ response }: LostFile) => {
    response.writeHead(503).end("Service unavailable");
  },
  // As a host for single-page apps answers for a file that it does not have, or a captive portal.
  "a page instead": ({ response, headers }: LostFile) => {
    response.writeHead(200, { ...headers, "content-type": "text/html" });
    response.end("<!doctype html><p>Welcome</p>");
  },
  "half of it": ({ response, headers, body }: LostFile) => {
    response.writeHead(200, headers).end(body.subarray(0, body.length / 2));
  },
  "no answer": () => {},
} satisfies Record<string, (file: LostFile) => void>;

/** The name of a way to lose a chunk. */
export type Loss = keyof typeof losses;
