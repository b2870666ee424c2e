import { redirectError } from "./sandboxErrors";

/**
 * `fetch` for requests that carry a session's token: follows no redirect, since a browser would take
 * the token's header along to whatever place it leads to. `what` completes "while …" in the error.
 */
export const fetchInPlace =
  (what: string): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "manual" });
    // Browsers hide what leads elsewhere, Node shows its status.
    const isRedirect =
      response.type === "opaqueredirect" || /^30[12378]$/.test(`${response.status}`);
    if (isRedirect) throw redirectError(what);
    return response;
  };
