// The route of the break switches. Only pages of the playground itself get through: the header
// makes a foreign page's request a preflighted one, which nobody answers.
import { backendAnswers, breakActions, type BackendAnswer, type BreakAction } from "../settings.ts";
import type { PlaygroundBackend } from "./backend.ts";

export async function answerBreakRoute(
  backend: PlaygroundBackend,
  request: Request,
): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  const foreign = site !== null && site !== "same-origin";
  if (foreign || request.headers.get("x-playground") !== "1") return refuse(403, "Not from here.");
  const { pathname } = new URL(request.url);
  if (request.method === "GET" && pathname === "/api/playground/requests") {
    return Response.json({
      session: backend.sessionRequests(),
      sandbox: backend.sandboxRequests(),
    });
  }
  if (pathname !== "/api/playground/breakage") return refuse(404, "There is no such route.");
  if (request.method === "GET") return Response.json(backend.breakage.state());
  if (request.method !== "POST") return refuse(405, "Use GET or POST.");
  try {
    change(backend, await request.json());
    return Response.json(backend.breakage.state());
  } catch (error) {
    return refuse(400, error instanceof Error ? error.message : "The body cannot be used.");
  }
}

function change({ breakage }: PlaygroundBackend, body: unknown): void {
  if (typeof body !== "object" || body === null) throw new TypeError("The body is no object.");
  if ("backend" in body && isOneOf<BackendAnswer>(backendAnswers, body.backend)) {
    breakage.setBackend(body.backend);
  } else if ("slow" in body && typeof body.slow === "boolean") {
    breakage.setSlow(body.slow);
  } else if ("action" in body && isOneOf<BreakAction>(breakActions, body.action)) {
    breakage.act(body.action);
  } else {
    throw new TypeError("The body names no switch.");
  }
}

function isOneOf<Word extends string>(words: readonly Word[], value: unknown): value is Word {
  return words.some((word) => word === value);
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
