import { useState } from "react";
import { copyText } from "../process";
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
  const icon = copied === url ? "copied" : copied === "" ? "warning" : "copy";
  const label = text(icon === "warning" ? "preview.copy.failed" : `preview.${icon}`);
  return (
    <>
      <button
        form=""
        className="blaxel-icon-button"
        aria-label={label}
        title={label}
        onClick={(event) => {
          copyText(url, event.currentTarget).then(
            () => setCopied(url),
            () => setCopied(""),
          );
        }}
        onBlur={() => setCopied(undefined)}
      >
        <Icon name={icon} />
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
