import { isSandboxError, useSandbox } from "blaxel-react";
import { useState } from "react";
import { Demo } from "./Demo";

const PATH = "/app/src/App.tsx";

/** Reads and writes a file in the sandbox with `useSandbox`. */
export function FileEditor() {
  const sandbox = useSandbox();
  const [text, setText] = useState("");
  const [result, setResult] = useState("");

  const attempt = async (task: () => Promise<string>) => {
    try {
      setResult(await task());
    } catch (error) {
      setResult(isSandboxError(error) ? `${error.message} ${error.hint}` : String(error));
    }
  };
  const open = () =>
    attempt(async () => {
      setText(await sandbox.run(({ fs }) => fs.read(PATH), { idempotent: true }));
      return "Opened";
    });
  const save = () =>
    attempt(async () => {
      await sandbox.run(({ fs }) => fs.write(PATH, text), { idempotent: true });
      return "Saved";
    });

  return (
    <Demo>
      <label htmlFor="file">{PATH}</label>
      <textarea
        id="file"
        rows={6}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="row">
        <button type="button" onClick={() => void open()}>
          Open
        </button>
        <button type="button" onClick={() => void save()}>
          Save
        </button>
        <output>{result}</output>
      </p>
    </Demo>
  );
}
