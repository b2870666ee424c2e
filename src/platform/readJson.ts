import { brokenAnswerError } from "./sandboxErrors";

/** The body of an answer. `what` completes "while …" in the error for one that broke off. */
export async function readJson(response: Response, what: string): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // The error of the browser is not kept: it may quote the body.
    throw brokenAnswerError(what);
  }
}
