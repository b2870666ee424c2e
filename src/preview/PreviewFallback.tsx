import type { SandboxError } from "../errors";
import { useLabels } from "../session";

/** What a preview says and offers while the code of its panels is not there. */
export function PreviewFallback({ error, onRetry }: { error: SandboxError; onRetry: () => void }) {
  const label = useLabels();
  return (
    <p className="blaxel-preview-warning" role="alert">
      {`${error.message} ${error.hint} `}
      <button type="button" onClick={onRetry}>
        {label("preview.retry", "Try again")}
      </button>{" "}
      <button type="button" onClick={() => location.reload()}>
        {label("preview.reload.host", "Reload the page")}
      </button>
    </p>
  );
}
