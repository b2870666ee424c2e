import { isForeign, place } from "../places";
import { draftOf, type Draft, type Recogniser } from "../recogniser";

const TRACEBACK = /^\s*(?:\+ (?:Exception Group )?)?Traceback \(most recent call last\):$/;
const FILE = /^[\s|]*File "(.+?)", line (\d+)(?:, in (.+))?$/;
const RAISED = /^[\s|]*((?:[A-Za-z_][\w]*\.)*[A-Z]\w*)(?:: (.*))?$/;
const HANDLED =
  /^(?:ERROR[: ].*|\[.*\] ERROR in .*|Exception (?:on|in|occurred|happened) .*|Task exception was never retrieved|.*Exception in ASGI application.*|Internal Server Error: .*)$/;
/** uvicorn, of an app that it cannot find. */
const NOT_LOADED = /^ERROR:\s+Error loading ASGI app\. (.+)$/;
const NOT_ERRORS = /^(?:KeyboardInterrupt|SystemExit|GeneratorExit)$/;

/** Python tracebacks, the chained and the grouped too; a server's that goes on is the server's. */
export const python: Recogniser = {
  tool: "python",
  begin(line) {
    if (TRACEBACK.test(line))
      return draftOf("python", "process", "", { isSure: false, stage: "traceback" });
    const unloaded = NOT_LOADED.exec(line)?.[1];
    if (unloaded !== undefined) return draftOf("python", "process", unloaded, { stage: "end" });
    if (HANDLED.test(line))
      return draftOf("python", "server", "", { isSure: false, stage: "handled" });
    const file = FILE.exec(line);
    // A syntax error in the program itself has no traceback.
    if (!file || file[3] || !/^\s*File /.test(line)) return undefined;
    return withFile(draftOf("python", "process", "", { isSure: false, stage: "traceback" }), file);
  },

  follow(draft, printed) {
    // A group of exceptions has a margin of its own.
    const line = printed.replace(/^\s+\| ?/, "");
    if (draft.stage === "handled") {
      if (TRACEBACK.test(line)) return { ...draft, stage: "traceback" };
      return line.startsWith("future: <") ? draft : undefined;
    }
    if (draft.stage === "chained") {
      if (line.trim() === "") return draft;
      return TRACEBACK.test(line) ? emptied(draft) : undefined;
    }
    if (draft.stage === "end") {
      const isChain =
        /^(?:The above exception was the direct cause|During handling of the above exception)/.test(
          line,
        );
      if (isChain) return { ...draft, stage: "chained" };
      if (/^\s+[+|]/.test(printed)) return draft;
      return undefined;
    }
    const file = FILE.exec(line);
    if (file) return withFile(draft, file);
    if (/^\s*\[Previous line repeated/.test(line)) return draft;
    if (/^[\s|]*[\^~]+[\s^~]*$/.test(line)) return withMarks(draft, line);
    if (/^[\s|]{4,}\S/.test(line)) return withCode(draft, line);
    const raised = RAISED.exec(line);
    if (!raised?.[1]) return undefined;
    return ended(draft, raised[1], raised[2]);
  },

  goOn(draft, line) {
    if (draft.stage === "end" && line.trim() === "") return draft;
    return undefined;
  },

  signal(line) {
    if (/^ ?\* Restarting with |^(?:WARNING|INFO): .*(?:Reloading|reloading)\b/.test(line))
      return { type: "restart" };
    const answer = /"(?:GET|HEAD|POST|PUT|PATCH|DELETE) (\S+) HTTP\/[\d.]+" (\d{3})\b/.exec(line);
    return answer?.[1] ? { type: "answer", path: answer[1], status: Number(answer[2]) } : undefined;
  },
};

/** What calls the app for a request; what is raised below ends no process. */
const SERVING =
  /[\\/](?:flask[\\/]app|werkzeug[\\/]serving|django[\\/]core[\\/]handlers[\\/]\w+|starlette[\\/]routing)\.py", line \d+, in (?:wsgi_app|run_wsgi|__call__|inner|app)$/;

function withFile(known: Draft, match: RegExpExecArray): Draft {
  const [, file = "", line, name] = match;
  const call = `File "${file}", line ${line}${name ? `, in ${name}` : ""}`;
  const draft: Draft = SERVING.test(call) ? { ...known, kind: "server" } : known;
  const stack = draft.stack.length < 40 ? [...draft.stack, call] : draft.stack;
  // The last file of the app is where it was raised; what follows are libraries.
  if (isForeign(file) && draft.place.file !== undefined)
    return { ...draft, stack, stage: "library" };
  const at = isForeign(file) ? draft.place : place(file, line);
  return {
    ...draft,
    place: at,
    stack,
    frame: [],
    stage: isForeign(file) ? "library" : "traceback",
  };
}

const withCode = (draft: Draft, line: string): Draft =>
  draft.stage === "library" || draft.frame.length > 0
    ? draft
    : {
        ...draft,
        frame: [`> ${draft.place.line ?? 0} | ${line.replace(/^[\s|]+/, "")}`],
        stage: "code",
      };

/** The marks stand below the code: its column is theirs, if the code is not cut at its front. */
function withMarks(draft: Draft, line: string): Draft {
  if (draft.stage !== "code") return draft;
  const text = draft.frame[0] ?? "";
  const gap = " ".repeat(Math.max(0, text.indexOf("|") - 1));
  const marks = line.replace(/^[\s|]{4}/, "");
  return { ...draft, frame: [text, `${gap} | ${marks}`] };
}

function ended(draft: Draft, name: string, text: string | undefined): Draft {
  const message = text ? `${name.replace(/^.*\./, "")}: ${text}` : name;
  return { ...draft, message, isSure: !NOT_ERRORS.test(name), stage: "end" };
}

/** The exception that was raised while the first was handled is the one that was not. */
const emptied = ({ tool, kind }: Draft): Draft =>
  draftOf(tool, kind, "", { isSure: false, stage: "traceback" });
