/** The largest answer that is read, in bytes. */
export const ANSWER_LIMIT = 1_000_000;

/** Reads a body as text; `undefined` once it is larger than any session, the rest being left unread. */
export async function readText({ body }: Response): Promise<string | undefined> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let left = ANSWER_LIMIT;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return text + decoder.decode();
    left -= value.length;
    if (left < 0) {
      // Not awaited: it ends when the connection does, and a body that is thrown away cannot fail anybody.
      reader?.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
