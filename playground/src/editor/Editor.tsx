import { useState } from "react";
import { settings } from "../settings";
import { Panel } from "../ui/Panel";
import { FileEditor } from "./FileEditor";

const files = ["src/Message.jsx", "src/App.jsx", "src/app.css"];

/** A small editor for files of the app, in the sandbox. */
export function Editor() {
  const [file, setFile] = useState("src/Message.jsx");
  const [writesWhileTyping, setWritesWhileTyping] = useState(true);
  return (
    <Panel
      title="Edit the app"
      area="editor"
      actions={
        <label className="check">
          <input
            type="checkbox"
            checked={writesWhileTyping}
            onChange={(event) => setWritesWhileTyping(event.target.checked)}
          />
          Save as I type
        </label>
      }
    >
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
    </Panel>
  );
}
