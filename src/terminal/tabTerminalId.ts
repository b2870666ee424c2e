const KEY = "blaxel-react terminal";
let own: string | undefined;

/**
 * The terminal of this tab: not to be guessed, and the same after a reload. A tab that is duplicated gets a
 * copy of the storage, so the id stands there only while the page is on its way out.
 */
export function tabTerminalId(): string {
  if (own !== undefined) return own;
  own = takeStored() ?? newId();
  globalThis.addEventListener?.("pagehide", store);
  // A page that comes back from the browser's cache goes on with its id.
  globalThis.addEventListener?.("pageshow", takeStored);
  return own;
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function takeStored(): string | undefined {
  try {
    const stored = sessionStorage.getItem(KEY) ?? undefined;
    sessionStorage.removeItem(KEY);
    return stored;
  } catch {
    return undefined; // The browser keeps nothing for this page: the id lasts as long as it does.
  }
}

function store(): void {
  try {
    if (own !== undefined) sessionStorage.setItem(KEY, own);
  } catch {
    // As above.
  }
}
