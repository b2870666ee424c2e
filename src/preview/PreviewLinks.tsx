import { useCopy } from "../process";
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
  const { outcome, copy } = useCopy();
  if (url === undefined) return null;
  const said = outcome && text(outcome === "copied" ? "preview.copied" : "preview.copy.failed");
  const label = said ?? text("preview.copy");
  return (
    <>
      <button
        form=""
        className="blaxel-icon-button"
        aria-label={label}
        title={label}
        onClick={({ currentTarget }) => copy(url, currentTarget)}
      >
        <Icon name={outcome ? icons[outcome] : "copy"} />
      </button>
      <span className="blaxel-visually-hidden" role="status">
        {said}
      </span>
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

const icons = { copied: "copied", failed: "warning" } as const;
