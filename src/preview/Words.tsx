/** A message, in which what stands between backticks is code. */
export function Words({ children }: { children: string }) {
  const parts = children.split("`");
  if (parts.length === 1) return children;
  return parts.map((part, at) =>
    at % 2 ? (
      <code key={at} className="blaxel-preview-code" translate="no">
        {part}
      </code>
    ) : (
      <span key={at}>{part}</span>
    ),
  );
}
