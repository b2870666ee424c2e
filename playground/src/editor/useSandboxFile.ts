import { useSandbox, type SandboxError, isSandboxError } from "blaxel-react";
import { useEffect, useReducer, useRef } from "react";
import { note } from "../timeline/timeline";

interface FileState {
  /** Undefined until it has been read. */
  text: string | undefined;
  status: "reading" | "saved" | "changed" | "saving" | "failed";
  error?: SandboxError | undefined;
}

type Happening =
  | { type: "read" | "wrote" | "edited"; text: string }
  | { type: "reading" | "writing" }
  | { type: "failed"; error: SandboxError };

/** A pause in typing that is long enough to write. */
const typingPause = 350;

/** A text file in the sandbox: read once, written while one types. Give its component a key per path. */
export function useSandboxFile(path: string, writesWhileTyping: boolean) {
  const sandbox = useSandbox();
  const [state, dispatch] = useReducer(reduce, { text: undefined, status: "reading" });
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  const read = async () => {
    dispatch({ type: "reading" });
    try {
      const text = await sandbox.run((instance) => instance.fs.read(path), { idempotent: true });
      dispatch({ type: "read", text });
    } catch (error) {
      dispatch({ type: "failed", error: asSandboxError(error) });
    }
  };
  const readOnce = useRef(read);
  useEffect(() => {
    void readOnce.current();
    return () => clearTimeout(pause.current);
  }, []);

  const write = async (text: string) => {
    clearTimeout(pause.current);
    dispatch({ type: "writing" });
    try {
      await sandbox.run((instance) => instance.fs.write(path, text), { idempotent: true });
      dispatch({ type: "wrote", text });
      note("good", `Wrote ${path}`);
    } catch (error) {
      dispatch({ type: "failed", error: asSandboxError(error) });
    }
  };

  const edit = (text: string) => {
    dispatch({ type: "edited", text });
    clearTimeout(pause.current);
    if (writesWhileTyping) pause.current = setTimeout(() => void write(text), typingPause);
  };
  return { ...state, read, edit, write };
}

function reduce(state: FileState, happening: Happening): FileState {
  switch (happening.type) {
    case "reading":
      return { text: state.text, status: "reading" };
    case "read":
      return { text: happening.text, status: "saved" };
    case "edited":
      return { text: happening.text, status: "changed" };
    case "writing":
      return { text: state.text, status: "saving" };
    case "wrote":
      // Somebody may have typed on while it was being written.
      return { text: state.text, status: state.text === happening.text ? "saved" : "changed" };
    default:
      return { text: state.text, status: "failed", error: happening.error };
  }
}

/** `run` promises to reject with nothing else. */
function asSandboxError(error: unknown): SandboxError {
  if (isSandboxError(error)) return error;
  throw error;
}
