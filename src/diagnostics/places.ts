import type { AppErrorPlace } from "./types";

/** `file:line:column`, `file:line` or a file alone, at the end of a text. */
const PLACE = /^(.+?):(\d{1,7})(?::(\d{1,7}))?$/;
const NOT_OF_THE_APP =
  /(?:^|[\\/])node_modules[\\/]|^node:|^internal[\\/]|^<|^\[|\bsite-packages\b|[\\/]lib[\\/]python\d|^https?:|^native$|^\d+(?:\.\d+){3}$|^webpack\/runtime|^next\/dist/;
/** Folders of the system, where no app is. */
const SYSTEM =
  /^\/(?:etc|usr|proc|sys|dev|bin|sbin|lib|lib64|boot|run|var)\/|^[a-z]:\\windows\\|\/\.(?:ssh|aws|gnupg|npmrc|netrc|env)\b/i;
/** Compiled code, of which lines are not those of the file that was written. */
const COMPILED = /(?:^|\/)(?:\.next|dist|build|\.vite-temp|\.vite|\.nuxt|\.output|\.svelte-kit)\//;

/** Modules as webpack evaluates them: a file's name, and lines of what was made of it. */
const EVALUATED = /^webpack-internal:|^(?:about|rsc):\/\/React\/[^/]+\/webpack-internal:/;
/** What the app's own server sent to the browser. */
const SERVED = /^https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d+)?\//;

/** Files of tests: what they print is theirs, and their failures are not the app's. */
export const isOfTest = (text: string) =>
  /(?:\.|_|-)(?:test|spec)\.\w+\b|(?:^|[\\/])(?:__tests__|tests?)[\\/]|(?:^|[\\/])test_\w+\.py\b|node:internal\/test_runner|node_modules\/(?:vitest|@vitest|jest|jest-\w+|mocha|ava|tap)\//.test(
    text,
  );

/** The file without what tools put around it. */
export function cleanFile(text: string): string {
  let file = text.trim().replace(/^(?:async )?/, "");
  file = file
    .replace(
      /^webpack-internal:\/\/\/|^webpack:\/\/[^/]*\/|^turbopack:\/\/\/|^rsc:\/\/React\/[^/]+\/|^about:\/\/React\/[^/]+\//,
      "",
    )
    .replace(/^file:\/\//, "")
    .replace(/^(?:\([\w-]+\)\/)?\.\//, "")
    .replace(/^\[project\]\//, "")
    .replace(/^\/@fs(?=\/)/, "")
    .replace(/[?#].*$/, "")
    .replace(/ \[[\w -]+\](?: \([\w -]+\))?$/, "")
    .replace(SERVED, "");
  return file.includes("%") ? decoded(file) : file;
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** A place of its text; `from` is what the tool counts columns from. */
export function placeOf(text: string, from: 0 | 1 = 1): AppErrorPlace | undefined {
  const match = PLACE.exec(text.trim());
  if (!match?.[1]) return undefined;
  return place(match[1], match[2], match[3], from);
}

/** A place of its parts, as they are printed. */
export function place(
  file: string | undefined,
  line?: string,
  column?: string,
  from: 0 | 1 = 1,
): AppErrorPlace {
  const name = file === undefined ? "" : cleanFile(file);
  // A browser's own stack names what it was sent, which is compiled.
  const isServed = file !== undefined && (SERVED.test(file) || EVALUATED.test(file));
  const isApproximate = (isServed || COMPILED.test(name)) && line !== undefined;
  return {
    ...(name !== "" && { file: name }),
    ...(line !== undefined && Number(line) > 0 && { line: Number(line) }),
    ...(column !== undefined && { column: Math.max(1, Number(column) + 1 - from) }),
    ...(isApproximate && { isApproximate }),
  };
}

/** A call: `at name (file:1:2)`, `at file:1:2`, Vite's `> name file:1:2`. */
const CALL =
  /^\s*(?:at |> )(?:(?:async |new )*(.*?) ?\()?(?:(.*?) )?((?:[a-z][\w+.-]*:\/\/)?(?:[^\s()]|\([^\s()]*\))*?[^\s():]):(\d+)(?::(\d+))?\)?,?(?: \{)?$/;

/** Where a line of a JavaScript stack leads, if that is a file of the app. */
export function placeInApp(call: string): AppErrorPlace | undefined {
  const match = CALL.exec(call);
  const file = match?.[3];
  if (!file || isForeign(file)) return undefined;
  return place(file, match[4], match[5]);
}

/** Whether a file belongs to the tools and not to the app. */
export const isForeign = (file: string) =>
  NOT_OF_THE_APP.test(file.replace(/^file:\/\//, "")) &&
  !/^https?:\/\/(?:localhost|127\.|\[::1\])/.test(file);

/** The place with its file relative to the app's folder, or marked if it is not in it. */
export function inRoot(at: AppErrorPlace, root: string | undefined): AppErrorPlace {
  const { file } = at;
  if (file === undefined) return at;
  const folder = root?.replace(/\/+$/, "");
  const isAbsolute = file.startsWith("/") || /^[A-Za-z]:[\\/]/.test(file);
  const climbs = climbsOut(isAbsolute && folder ? withoutRoot(file, folder) : file);
  if (folder && isAbsolute && !climbs && file.startsWith(`${folder}/`)) {
    return { ...at, file: file.slice(folder.length + 1) };
  }
  const outside =
    climbs || SYSTEM.test(file) || (folder !== undefined && isAbsolute && !isServed(file));
  return outside ? { ...at, isOutside: true } : at;
}

const withoutRoot = (file: string, folder: string) =>
  file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;

/** Vite names files by their address, which begins with a slash as well. */
const isServed = (file: string) => /^\/(?:src|app|pages|components|lib)\//.test(file);

/** Whether its `..` lead out of the folder that it begins in. */
function climbsOut(file: string): boolean {
  let depth = 0;
  for (const part of file.split(/[\\/]/)) {
    if (part === "..") depth--;
    else if (part !== "" && part !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * `> 12 | code`: the line that a tool points at; of a long one a part may be cut off. Frames without
 * such a mark may show other code than that of the file, as those of Vite 6 do.
 */
const SHOWN = /^\s*> *(\d+) +\| ?(.*)$/;
const IS_CUT = /^(?:\.{3}|…)|(?:\.{3}|…)$/;

/** The place, marked if the code that is shown with it has no such line or no such column. */
export function asShown(at: AppErrorPlace, frame: readonly string[]): AppErrorPlace {
  const { line, column = 1 } = at;
  const lines = frame.flatMap((text) => {
    const [, number, code = ""] = SHOWN.exec(text) ?? [];
    return number === undefined ? [] : [{ number: Number(number), code }];
  });
  if (line === undefined || lines.length === 0) return at;
  const fits = lines.some(
    ({ number, code }) => number === line && (column <= code.length + 1 || IS_CUT.test(code)),
  );
  return fits ? at : { ...at, isApproximate: true };
}

/** Whether two names mean one file: one may be relative, the other absolute. */
export function isSameFile(a: string, b: string): boolean {
  if (a === b) return true;
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  return long.endsWith(short.startsWith("/") ? short : `/${short}`);
}
