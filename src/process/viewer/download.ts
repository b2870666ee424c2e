/** Long enough for any browser to have begun. */
const KEPT_MS = 60_000;

/** Gives the user a text as a file, by the document in which the element stands. */
export function download(text: string, name = "process", element: Element | null): void {
  const { ownerDocument } = element ?? document.body;
  const link = ownerDocument.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${name.replace(/[^\p{L}\p{N}._-]+/gu, "-")}.log`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
