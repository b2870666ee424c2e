import type { KeyboardEvent } from "react";
import { ErrorNote } from "../ui/ErrorNote";
import { useSandboxFile } from "./useSandboxFile";

const words = {
  reading: "Reading …",
  saved: "Saved in the sandbox",
  changed: "Not saved yet",
  saving: "Saving …",
  failed: "Not saved",
};

interface FileEditorProps {
  path: string;
  writesWhileTyping: boolean;
}

export function FileEditor({ path, writesWhileTyping }: FileEditorProps) {
  const { text, status, error, read, edit, write } = useSandboxFile(path, writesWhileTyping);
  const save = () => {
    if (text !== undefined) void write(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "s" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    save();
  };
  const lines = text?.split("\n") ?? [];

  return (
    <>
      <div className="code">
        <div className="code-numbers" aria-hidden="true">
          {lines.map((_, index) => `${index + 1}\n`)}
        </div>
        <textarea
          aria-label={`Text of ${path}`}
          value={text ?? ""}
          placeholder="Waiting for the sandbox …"
          readOnly={text === undefined}
          rows={Math.max(lines.length, 4)}
          cols={Math.max(...lines.map(({ length }) => length + 2), 24)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          onChange={(event) => edit(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      {error && <ErrorNote error={error} onRetry={text === undefined ? () => void read() : save} />}
      <div className="code-footer">
        <code className="muted">{path}</code>
        <span className="spacer" />
        <output className="muted" data-testid="file-status">
          {words[status]}
        </output>
        <button
          type="button"
          className="button"
          disabled={text === undefined || status === "saved"}
          aria-keyshortcuts="Control+S Meta+S"
          onClick={save}
        >
          Save
        </button>
      </div>
    </>
  );
}
