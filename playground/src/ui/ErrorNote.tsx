import type { SandboxError } from "blaxel-react";

interface ErrorNoteProps {
  error: SandboxError;
  onRetry?: () => void;
}

/** What happened, what to do about it, and a way to try again. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  return (
    <div className="error-note" role="alert">
      <p>
        <strong>{error.message}</strong> {error.hint}
      </p>
      <p className="error-kind">
        <code>{error.kind}</code>
        {onRetry && (
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </p>
    </div>
  );
}
