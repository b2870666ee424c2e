// What others do to a page's nodes behind React's back.

const isOurs = (node: Node) => node.parentElement?.closest("font, style, script") === null;

/**
 * Puts every text under the root into elements of its own, as the browser's translation does: the text
 * that React knows is taken out of the page. What is marked as not for translation stays as it is.
 */
export function translate(root: Element, words = (text: string) => text): void {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (!(currentNode instanceof Text) || currentNode.data.trim() === "") continue;
    if (!isOurs(currentNode) || currentNode.parentElement?.closest("[translate=no]")) continue;
    texts.push(currentNode);
  }
  for (const text of texts) wrapText(text, words(text.data));
}

/** As an extension does it that minds no `translate`. */
export function wrapAllTexts(root: Element): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text && isOurs(currentNode)) texts.push(currentNode);
  }
  for (const text of texts) wrapText(text, text.data);
}

function wrapText(text: Text, words: string): void {
  const outer = document.createElement("font");
  const inner = document.createElement("font");
  inner.append(words);
  outer.append(inner);
  text.replaceWith(outer);
}

/** Puts each of the elements into one of its own. */
export function wrapElements(elements: Iterable<Element>): void {
  for (const element of Array.from(elements)) {
    const around = document.createElement("span");
    element.replaceWith(around);
    around.append(element);
  }
}

/** Goes on doing that to whatever comes, until the returned function is called. */
export function keepDoing(root: Element, act: (root: Element) => void): () => void {
  const observer = new MutationObserver(() => {
    act(root);
    observer.takeRecords();
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true });
  act(root);
  observer.takeRecords();
  return () => observer.disconnect();
}
