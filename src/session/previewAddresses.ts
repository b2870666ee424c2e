import { PreviewAddress } from "./credential";
import type { ParsedHandoff } from "./parseAnswer";
import type { Moment } from "./environment";

/** The name of a main preview that an answer gives by `preview_url` alone. */
const MAIN = "main";

/** The previews of a sandbox. Addresses that did not change keep their identity. */
export interface PreviewAddresses {
  readonly main: PreviewAddress | undefined;
  readonly byName: ReadonlyMap<string, PreviewAddress>;
  readonly urls: Readonly<Record<string, string>>;
}

export const noPreviews: PreviewAddresses = { main: undefined, byName: new Map(), urls: {} };

/**
 * Reads the previews of an answer. Returns `known` itself when nothing has changed. `clockAhead` is
 * how far this device's clock is ahead of the server's, in milliseconds.
 */
export function readPreviewAddresses(
  { previewUrl, previews }: Pick<ParsedHandoff, "previewUrl" | "previews">,
  known: PreviewAddresses,
  clockAhead = 0,
): PreviewAddresses {
  const keep = (next: PreviewAddress) => {
    const before = addressIn(known, next.name);
    return before?.isSame(next) ? before : next;
  };
  const byName = new Map(
    Object.entries(previews).map(([name, { url, token, expiresAt }]) => [
      name,
      keep(new PreviewAddress(name, url, token, expiresAt && expiresAt + clockAhead)),
    ]),
  );
  const listed = [...byName.values()];
  const main =
    previewUrl === undefined
      ? listed[0]
      : (listed.find(({ url }) => url === previewUrl) ??
        keep(new PreviewAddress(MAIN, previewUrl, undefined, undefined)));
  const isUnchanged =
    main === known.main &&
    byName.size === known.byName.size &&
    listed.every((address) => known.byName.get(address.name) === address);
  if (isUnchanged) return known;
  const urls = Object.fromEntries(listed.map(({ name, url }) => [name, url]));
  return { main, byName, urls };
}

/** The previews of an answer, their tokens' ends by this device's clock. */
export const previewsOf = (
  answer: Pick<ParsedHandoff, "previewUrl" | "previews" | "serverTime">,
  known: PreviewAddresses,
  { wall }: Moment,
): PreviewAddresses => readPreviewAddresses(answer, known, wall - (answer.serverTime ?? wall));

/** The preview of that name; the main one without a name. */
export const addressIn = (
  { main, byName }: PreviewAddresses,
  name: string | undefined,
): PreviewAddress | undefined =>
  name === undefined || name === main?.name ? main : byName.get(name);
