import type { FrameAddress } from "./frameAddress";
import { hiddenFrame } from "./hiddenFrame";
import { loadsInFrame, type TrialOptions } from "./trialLoad";

/**
 * Whether what the page of a private preview asks for is let in: by the cookie that the gateway gave with
 * the page, if the browser has kept it. Undefined where that cannot be found out.
 *
 * So the page is asked for again as a frame asks, without the token. Where this page's `object-src`
 * forbids the trial, a request with credentials tells, if its answer may be read.
 */
export async function isCookieKept(
  { shown, href }: FrameAddress,
  options: TrialOptions,
): Promise<boolean | undefined> {
  const loads = await loadsInFrame(shown, options);
  if (loads) return true;
  // An app may refuse the trial for reasons of its own; then it refuses that with the token as well.
  if (loads === false) return (await loadsInFrame(href, options)) ? false : undefined;
  const { signal } = options;
  return fetch(shown, { credentials: "include", cache: "no-store", signal }).then(
    ({ status, body }) => {
      void body?.cancel();
      return status !== 401;
    },
    () => undefined,
  );
}

/**
 * Loads the address out of sight, for the cookie that the gateway gives along with it: what the page in
 * the shown frame asks for carries that from then on. `false` when nothing comes; an error page comes, too.
 */
export function bringCookie(
  { href }: FrameAddress,
  { signal, document, isCredentialless }: TrialOptions,
): Promise<boolean> {
  const { place, frame } = hiddenFrame(document, isCredentialless);
  frame.src = href;
  return new Promise<boolean>((resolve) => {
    frame.addEventListener("load", () => resolve(true));
    signal.addEventListener("abort", () => resolve(false));
    document.body.append(place);
  }).finally(() => place.remove());
}
