import { guarded } from "../core";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { Credential, type PreviewAddress } from "./credential";
import type { ParsedHandoff } from "./parseAnswer";
import type { Moment } from "./environment";

/** The name of a main preview that an answer gives by `preview_url` alone. */
const MAIN = "main";

/** The previews of a sandbox. Addresses that did not change keep their identity. */
export interface PreviewAddresses {
  readonly main: PreviewAddress | undefined;
  readonly byName: ReadonlyMap<string, PreviewAddress>;
  readonly urls: Readonly<Record<string, string>>;
  /** Every address so far. */
  readonly seen: ReadonlySet<string | undefined>;
}

export const noPreviews: PreviewAddresses = {
  main: undefined,
  byName: new Map(),
  urls: {},
  seen: new Set(),
};

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
    return before?.url === next.url && before.token === next.token ? before : next;
  };
  const byName = new Map(
    Object.entries(previews).map(([name, { url, token, expiresAt }]) => [
      name,
      keep(new Credential(name, url, token, expiresAt && expiresAt + clockAhead)),
    ]),
  );
  const listed = [...byName.values()];
  const main =
    previewUrl === undefined
      ? listed[0]
      : (listed.find(({ url }) => url === previewUrl) ??
        keep(new Credential(MAIN, previewUrl, undefined, undefined)));
  const isUnchanged =
    main === known.main &&
    byName.size === known.byName.size &&
    listed.every((address) => known.byName.get(address.name) === address);
  if (isUnchanged) return known;
  const urls = Object.fromEntries(listed.map(({ name, url }) => [name, url]));
  const seen = new Set([...known.seen, ...Object.values(urls), main?.url]);
  return { main, byName, urls, seen };
}

/** The addresses that a hand-off names, as one text: nothing is checked here. */
export const addressesOf = (initial: SandboxHandoff | SandboxSessionResponse | undefined): string =>
  guarded(() => {
    const listed = Object.values(initial?.previews ?? {}).map(({ url }) => url);
    return [initial?.preview_url, ...listed].join(" ");
  }, "");

/** Whether all addresses of such a text are known. */
export const areSeen = (addresses: string, { seen }: PreviewAddresses): boolean =>
  addresses.split(" ").every((url) => !url || seen.has(url));

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
