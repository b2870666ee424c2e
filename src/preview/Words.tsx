/**
 * A message, in which what stands between backticks is code. Each text is the only child of its element:
 * what translates a page, or an extension, puts it into others, and React would not find it again.
 */
export function Words({ children }: { children: string }) {
  return children.split("`").map((part, at) =>
    at % 2 ? (
      <code key={at} className="blaxel-preview-code" translate="no">
        {part}
      </code>
    ) : (
      <span key={at}>{part}</span>
    ),
  );
}
