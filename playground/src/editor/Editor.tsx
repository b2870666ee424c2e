import { useState } from "react";
import { SandboxTerminal } from "blaxel-react/terminal";
import { settings } from "../settings";
import { Panel } from "../ui/Panel";
import { FileEditor } from "./FileEditor";
import "@xterm/xterm/css/xterm.css";

const files = ["src/Message.jsx", "src/App.jsx", "src/app.css"];

/** A small editor for files of the app, in the sandbox, and a terminal in its place on demand. */
export function Editor() {
  const [file, setFile] = useState("src/Message.jsx");
  const [writesWhileTyping, setWritesWhileTyping] = useState(true);
  const [showsTerminal, setShowsTerminal] = useState(false);
  return (
    <Panel
      title="Edit the app"
      area="editor"
      actions={
        <div className="editor-actions">
          <label className="check">
            <input
              type="checkbox"
              checked={writesWhileTyping}
              onChange={(event) => setWritesWhileTyping(event.target.checked)}
            />
            Save as I type
          </label>
          <button
            type="button"
            className="button"
            aria-pressed={showsTerminal}
            onClick={() => setShowsTerminal(!showsTerminal)}
          >
            Terminal
          </button>
        </div>
      }
    >
      <div className="editor-files" hidden={showsTerminal}>
        <fieldset className="files" aria-label="File">
          {files.map((one) => (
            <button
              key={one}
              type="button"
              className="file"
              aria-pressed={one === file}
              onClick={() => setFile(one)}
            >
              {one.replace("src/", "")}
            </button>
          ))}
        </fieldset>
        <FileEditor
          key={file}
          path={`${settings.workingDir}/${file}`}
          writesWhileTyping={writesWhileTyping}
        />
      </div>
      {showsTerminal && (
        <SandboxTerminal className="editor-terminal" workingDir={settings.workingDir} />
      )}
    </Panel>
  );
}
