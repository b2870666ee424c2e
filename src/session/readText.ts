/** The largest answer that is read, in bytes. */
export const ANSWER_LIMIT = 1_000_000;

/**
 * Reads a body of at most `limit` bytes as text: `undefined` if it is longer, or if nothing of it is wanted;
 * `null` if it breaks. What is not read is let go of at once, on abort too, since it holds a connection.
 */
export async function readText(
  { body }: Response,
  limit: number,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  const reader = body?.getReader();
  // Not awaited: it ends when the connection does, and a body that is thrown away cannot fail anybody.
  const letGo = () => void reader?.cancel().catch(() => undefined);
  signal.addEventListener("abort", letGo);
  const decoder = new TextDecoder();
  let text = "";
  let left = limit;
  while (left > 0) {
    const chunk = await reader?.read().catch(() => null);
    if (chunk === null) return null;
    if (!chunk?.value) return text + decoder.decode();
    left -= chunk.value.length;
    text += decoder.decode(chunk.value, { stream: true });
  }
  letGo();
  return undefined;
}
