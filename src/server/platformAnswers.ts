const answerWithin = 30_000;

/** An answer that went on after the longest that makes sense. */
export class AnswerTooLong extends Error {
  override readonly name = "AnswerTooLong";
  constructor(
    readonly status: number,
    limit: number,
  ) {
    super(`An answer has more than ${limit} bytes.`);
  }
}

/**
 * A `fetch` for calls of the SDK that take one: no answer is read beyond `bytes`, nor for longer than half
 * a minute. The methods of the SDK's classes take none; those are bounded in time alone.
 */
export function boundedFetch(bytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, signal: AbortSignal.timeout(answerWithin) });
    let left = bytes;
    const limit = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        left -= chunk.byteLength;
        if (left < 0) throw new AnswerTooLong(response.status, bytes);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body?.pipeThrough(limit) ?? null, response);
  };
}

/** For calls to the control plane: a list of a sandbox's tokens is the longest answer. */
export const controlFetch = boundedFetch(16_777_216);

/** Whether the platform's text is an address for browsers. */
export function isAddress(url: unknown): url is string {
  return isShortText(url, 2_048) && /^https?:/i.test(url) && URL.canParse(url);
}

export const isToken = (token: unknown): token is string => isShortText(token, 16_384);

const isShortText = (text: unknown, longest: number): text is string =>
  typeof text === "string" && text !== "" && text.length <= longest;
