import { type MouseEvent, useState } from "react";
import { Icon } from "./icons";
import type { PreviewTexts } from "./previewTexts";

/**
 * Copy and open the page's address, always without a token. A private preview cannot be opened in a
 * tab without one, and with one it would stand in the browser's history: so it is not offered.
 */
export function PreviewLinks({
  url,
  isPrivate,
  text,
}: {
  url: string | undefined;
  isPrivate: boolean;
  text: PreviewTexts;
}) {
  const [copied, setCopied] = useState<string>();
  if (url === undefined) return null;
  const done = copied === url;
  const copy = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // Of the window that has the focus: a popup has its own.
    const { navigator } = currentTarget.ownerDocument.defaultView ?? window;
    navigator.clipboard.writeText(url).then(
      () => setCopied(url),
      () => setCopied(undefined),
    );
  };
  const label = text(done ? "preview.copied" : "preview.copy");
  return (
    <>
      <button
        form=""
        className="blaxel-icon-button"
        aria-label={label}
        title={label}
        onClick={copy}
        onBlur={() => setCopied(undefined)}
      >
        <Icon name={done ? "copied" : "copy"} />
      </button>
      {!isPrivate && (
        <a
          className="blaxel-icon-button"
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={text("preview.open")}
          title={text("preview.open")}
        >
          <Icon name="open" />
        </a>
      )}
    </>
  );
}
