import { usePreview } from "blaxel-react";
import { Demo } from "./Demo";

/** A preview with chrome of one's own, by `usePreview`. */
export function PreviewCard() {
  const preview = usePreview({ title: "Bakery" });
  const { status, stage, error, frameProps, retry, reload } = preview;
  return (
    <Demo>
      <p className="row">
        <strong data-testid="status">{status}</strong>
        {stage && <small>waits for the {stage}</small>}
        <button type="button" onClick={() => reload()}>
          Reload
        </button>
      </p>
      {error && (
        <p role="alert">
          {error.message} {error.hint}{" "}
          <button type="button" onClick={retry}>
            Try again
          </button>
        </p>
      )}
      {frameProps && <iframe {...frameProps} title={frameProps.title} />}
    </Demo>
  );
}
