/**
 * To the clipboard of the window in which this stands: only the one that has the focus may copy, and it may
 * be another than its code's. Rejects where the browser does not allow it, and where there is no clipboard.
 */
export async function copyText(text: string, place: Element | null): Promise<void> {
  const { navigator } = place?.ownerDocument.defaultView ?? window;
  await navigator.clipboard.writeText(text);
}
