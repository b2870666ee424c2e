import { atPlace, PROPERTY, withCall, withDetails } from "../details";
import { place, placeOf } from "../places";
import { draftOf, type Draft, type Recogniser } from "../recogniser";
import { rolldown } from "./rolldown";

const TIME = String.raw`(?:\d{1,2}:\d{2}:\d{2}(?:\s?[AP]M)?\s)?`;
const SAYS = new RegExp(String.raw`^${TIME}\[vite\] (?:\(([\w-]+)\) )?(.*)$`);
const FAILED =
  /^(?:Internal server error|Pre-transform error|(?:\(ssr\) )?Error when evaluating SSR module (\S+)):(?: (.*))?$/;
const FROM_BROWSER = /^\[(?:Unhandled (error|rejection)|console\.error)\] (.*)$/;
/** Says that something failed, and what comes below says what. */
const GENERAL =
  /^(?:(?:Error: )?(?:Build|Transform) failed with \d+ errors?:?|(?:Error: )?\s*Failed to scan for dependencies from entries:|\[[\w:-]+\] Transform failed with \d+ errors?:|)$/;
const BEGINNINGS =
  /^(?:error during build:|error when starting dev server:|failed to load config from (\S+)|\(!\) Failed to run dependency scan\. Skipping dependency pre-bundling\. Error:\s*(.*)|Error: (The following dependencies are imported but could not be resolved:))$/;
const UPDATE = /^(?:\(\w+\) )?(?:hmr update|page reload|hmr invalidate) ([^\s,]+)/;

/** Columns of these plugins are counted from 1, all others from 0. */
const FROM_ONE = /css|postcss|sass|less/;
/** `[plugin vite:css] /app/src/a.css:4:14`: a build names the place first, and then says what is wrong. */
const OF_PLUGIN = /^\[plugin ([^\]\s]+)\] (\/\S+|[A-Za-z]:\S+)$/;
/** What the ESLint plugin shows of a file. */
const LINTED = /^\s+(\d+):(\d+)\s+error\s+(.+?)\s{2,}\S+$/;

/** Vite: the dev server, the build, and what Vite 8 forwards from the browser's console. */
export const vite: Recogniser = {
  tool: "vite",
  begin(line) {
    const start = BEGINNINGS.exec(line);
    if (start) {
      if (start[1]) {
        return draftOf("vite", "process", "", {
          place: place(start[1]),
          isSure: false,
          stage: "config",
        });
      }
      const scan = start[2] ?? start[3];
      const kind = line.startsWith("error when") ? "process" : "build";
      const stage = scan === undefined ? "header" : "scan";
      return draftOf("vite", kind, scan ?? "", { isSure: false, stage });
    }
    const said = SAYS.exec(line)?.[2];
    if (said === undefined) return undefined;
    const failed = FAILED.exec(said);
    if (failed) {
      const isSsr = failed[1] !== undefined;
      const draft = draftOf("vite", isSsr ? "server" : "build", failed[2] ?? "", {
        stage: "header",
      });
      return withMessagePlace(draft);
    }
    const thrown = FROM_BROWSER.exec(said);
    const text = thrown?.[2] ?? "";
    if (!thrown || !(thrown[1] || /\bError\b/.test(text))) return undefined;
    return draftOf("vite", "browser", text, { stage: "browser" });
  },

  follow(draft, line) {
    const plugged = draft.kind === "browser" ? undefined : followPlugin(draft, line);
    if (plugged) return plugged;
    if (draft.stage === "config")
      return line === "error when starting dev server:" ? { ...draft, stage: "header" } : undefined;
    if (GENERAL.test(line) && line !== "" && draft.message === "") return draft;
    const named = /^(?:Error: (.+)|(\w+Error: .+))$/.exec(line);
    if (named && draft.message === "" && draft.stage === "header" && !GENERAL.test(line)) {
      return { ...draft, message: named[1] ?? named[2] ?? "", isSure: true };
    }
    if (draft.stage === "browser" || (draft.kind === "browser" && draft.stage !== "general")) {
      return followBrowser(draft, line);
    }
    const file = /^\s*(?:File|file): (\S.*?)$/.exec(line)?.[1];
    if (file !== undefined) {
      const from = FROM_ONE.test(draft.stage ?? "") ? 1 : 0;
      const found = placeOf(file, from) ?? place(file);
      // The plugin's own place is counted in a way that is known; that of the box stands.
      const next = atPlace(draft, found);
      return {
        ...next,
        isSure: true,
        kind: draft.kind === "process" ? "process" : "build",
        stage: "file",
      };
    }
    const plugin = /^\s*Plugin: (\S+)/.exec(line)?.[1];
    if (plugin !== undefined) {
      const stage = draft.stage === LIGHTNING ? LIGHTNING : `plugin ${plugin}`;
      return { ...draft, kind: "build", isSure: true, stage };
    }
    if (draft.stage === "scan") {
      const missing = /^\s*(\S+) \(imported by (.+?)\)$/.exec(line);
      if (missing?.[1] && missing[2] && draft.message !== "" && draft.place.file === undefined) {
        const message = `Failed to resolve import "${missing[1]}"`;
        return { ...draft, message, place: place(missing[2].split(",")[0]), isSure: true };
      }
    }
    const esbuild = /^(?:(.+?):(\d+):(\d+): ERROR: (.+))$/.exec(line);
    if (esbuild && GENERAL.test(draft.message)) {
      const found = place(esbuild[1], esbuild[2], esbuild[3], 0);
      return { ...draft, message: esbuild[4] ?? "", place: found, isSure: true };
    }
    if (GENERAL.test(draft.message)) {
      const inner = rolldown.begin?.(line);
      if (inner && draft.place.line === undefined) {
        const kind = draft.kind === "process" ? "process" : "build";
        return { ...draft, kind, message: inner.message, stage: "inner" };
      }
    }
    const next = withDetails(draft, line) ?? rolldown.follow?.(draft, line);
    if (!next) return undefined;
    if (next.stage === "stack") {
      const serves =
        draft.stage === "header" && draft.kind === "build" && next.place.file !== undefined;
      const isServer = serves && draft.place.file === undefined;
      const isPlugin = draft.stage?.startsWith("plugin") || draft.stage === "file";
      return {
        ...next,
        ...(isServer && { kind: "server" as const }),
        ...(isPlugin && { kind: draft.kind }),
      };
    }
    return { ...next, isSure: draft.isSure || next.place.file !== undefined };
  },

  goOn(draft, line) {
    if (draft.stack.length > 0 && (PROPERTY.test(line) || /^\s+/.test(line))) return draft;
    if (line.trim() === "") return draft.frame.length + draft.stack.length > 20 ? undefined : draft;
    const isOpen = draft.stage === "header" || draft.stage === "scan" || draft.stage === "inner";
    if (!isOpen || draft.stack.length > 0) return undefined;
    const text = line.replace(/^\s*Error: /, "").trim();
    if (GENERAL.test(draft.message)) {
      if (/^\/\S+\.\w+$/.test(text)) return draft;
      return withMessagePlace({ ...draft, message: text });
    }
    return undefined;
  },

  signal(line) {
    const version = /^\s*VITE v(\d\S*)\s+ready in/.exec(line)?.[1];
    if (version) return { type: "version", of: `vite ${version}` };
    const said = SAYS.exec(line)?.[2];
    if (said === undefined) return undefined;
    const update = UPDATE.exec(said);
    if (update) return { type: "update", tool: "vite", file: update[1] };
    if (/^(?:\(\w+\) )?server restarted/.test(said)) return { type: "restart" };
    return undefined;
  },
};

const LIGHTNING = "plugin lightning";
const NAMES_PLACE = "plugin's place";

/** What a build says of a file that a plugin cannot take. */
function followPlugin(draft: Draft, line: string): Draft | undefined {
  const named = GENERAL.test(draft.message) ? OF_PLUGIN.exec(line) : undefined;
  if (named?.[1] && named[2]) {
    const at = placeOf(named[2], 0) ?? place(named[2]);
    return { ...draft, kind: "build", place: at, stage: NAMES_PLACE, isSure: false };
  }
  if (draft.stage === NAMES_PLACE) {
    const text = line.trim().replace(/^(?:[A-Z]\w*)?Error: /, "");
    if (text === "") return draft;
    const message = text.replace(/^(?:\[\w+\] )?(?:\/\S+?:\d+:\d+:? )?/, "");
    return { ...draft, message, stage: "plugin", isSure: true };
  }
  const again = draft.stage?.startsWith("plugin") && /^(?:[A-Z]\w*)?Error: (.+)$/.exec(line)?.[1];
  if (again && draft.message.includes(again)) return draft;
  const linted = draft.message === "" && draft.stage === "header" ? LINTED.exec(line) : undefined;
  if (!linted?.[3]) return undefined;
  const at = place(undefined, linted[1], linted[2]);
  return { ...draft, kind: "build", message: linted[3], place: at, isSure: true };
}

/** What Babel and esbuild put into the message itself. */
function withMessagePlace(draft: Draft): Draft {
  const babel = /^(\/.+?|[A-Za-z]:.+?): (.+?)\s*\((\d+):(\d+)\)$/.exec(draft.message);
  if (babel) {
    return {
      ...draft,
      kind: "build",
      message: babel[2] ?? "",
      place: place(babel[1], babel[3], babel[4], 0),
    };
  }
  const css = /^\[(postcss|lightningcss|sass|less)\] (?:(\/.+?):(\d+):(\d+): )?(.+)$/.exec(
    draft.message,
  );
  if (css) {
    const found = css[2] ? place(css[2], css[3], css[4]) : {};
    const stage = css[1] === "lightningcss" ? LIGHTNING : "plugin css";
    return { ...draft, message: css[5] ?? "", place: found, stage };
  }
  const inside = /^(.*?) at line (\d+) column (\d+)$/.exec(draft.message);
  if (inside) return { ...draft, place: place(undefined, inside[2], inside[3]) };
  const missing = /^Failed to load url (\/\S+)/.exec(draft.message);
  if (missing) return { ...draft, kind: "build" };
  return draft;
}

function followBrowser(draft: Draft, line: string): Draft | undefined {
  if (/^\s*> \S/.test(line) && /:\d+:\d+$/.test(line)) {
    return { ...withCall(draft, line), stage: "browser stack" };
  }
  const next = withDetails(draft, line);
  return next && { ...next, stage: next.stage === "stack" ? "browser stack" : next.stage };
}
