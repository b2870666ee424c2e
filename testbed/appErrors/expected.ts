import type { AppErrorKind } from "../../src/diagnostics/types";

/** An error that an output tells of: its place is counted from 1, and its message contains the text. */
export interface Expected {
  readonly kind: AppErrorKind;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export const build = (message: string, file?: string, line?: number, column?: number) =>
  made("build", message, file, line, column);
export const server = (message: string, file?: string, line?: number, column?: number) =>
  made("server", message, file, line, column);
const browser = (message: string, file?: string, line?: number, column?: number) =>
  made("browser", message, file, line, column);
export const ends = (message: string, file?: string, line?: number, column?: number) =>
  made("process", message, file, line, column);

function made(
  kind: AppErrorKind,
  message: string,
  file?: string,
  line?: number,
  column?: number,
): Expected {
  return {
    kind,
    message,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  };
}

/**
 * What was broken in the app whose output each file of `corpus/` is. Those in `before` were written down
 * before there was a recogniser, from what was broken and not from what was recognised.
 */
export const before: Readonly<Record<string, readonly Expected[]>> = {
  "node20-syntax-cjs": [ends("Unexpected token ';'", "server.js", 4, 11)],
  "node20-syntax-esm": [ends("Unexpected token ')'", "server.mjs", 5, 16)],
  "node20-type-error-top": [ends("reading 'port'", "server.js", 5, 20)],
  "node20-type-error-color": [ends("reading 'port'", "server.js", 5, 20)],
  "node20-reference-error-deep": [ends("missing is not defined", "lib/start.js", 5, 3)],
  "node20-handler-throws": [ends("reading 'name'", "server.js", 6)],
  "node20-missing-module-cjs": [ends("Cannot find module './lib/nope'", "server.js", 1, 11)],
  "node20-missing-package-cjs": [ends("Cannot find module 'express'", "server.js", 2, 17)],
  "node20-missing-module-esm": [ends("Cannot find module", "server.mjs")],
  "node20-missing-package-esm": [ends("Cannot find package 'express'", "server.mjs")],
  "node20-missing-entry": [ends("Cannot find module '/app/server.js'")],
  "node20-missing-named-export": [ends("an export named 'start'", "server.mjs", 2, 10)],
  "node20-named-export-cjs": [ends("Named export 'nope' not found", "server.mjs", 1, 10)],
  "node20-unhandled-rejection": [ends("cannot load the basket", "server.mjs", 2, 9)],
  "node20-rejection-string": [ends('reason "just a string"')],
  "node20-rejection-object": [ends("reason")],
  "node20-rejection-warn": [ends("cannot load the basket", "server.mjs", 2, 9)],
  "node20-throw-string": [ends("no error object", "server.js", 2)],
  "node20-throw-object": [ends("message: 'x'", "server.js", 2)],
  "node20-port-in-use": [ends("EADDRINUSE")],
  "node20-port-denied-path": [ends("EACCES", "server.js", 4)],
  "node20-out-of-memory": [ends("JavaScript heap out of memory")],
  "node20-enoent": [ends("ENOENT", "server.js", 2)],
  "node20-json-parse": [ends("in JSON at position 2", "server.js", 2)],
  "node20-json-require": [ends("data.json: Unexpected token 'o'", "server.js", 1)],
  "node20-cause": [ends("could not start", "server.js", 7)],
  "node20-aggregate": [ends("All promises were rejected")],
  "node20-custom-class": [ends("PORT is not a number", "server.js", 5, 9)],
  "node20-multiline-message": [ends("second line", "server.js", 1, 7)],
  "node20-assertion": [ends("strictly deep-equal", "server.js", 2, 8)],
  "node20-logged-error": [server("in JSON at position 1", "server.js", 6, 10)],
  "node20-logged-error-label": [server("in JSON at position 1", "server.js", 6, 10)],
  "node20-rejected-in-handler": [ends("reading 'id'", "server.mjs", 4, 17)],
  "node20-worker": [ends("a is not a function", "worker.mjs", 2, 1)],
  "node20-typescript-syntax": [ends("Missing initializer", "server.ts", 1, 7)],
  "node20-no-stack": [ends("too far", "server.js", 1)],
  "node20-process-exit": [],
  "node20-node-test": [],
  "python3.11-syntax": [ends("invalid syntax", "app.py", 3)],
  "python3.11-indentation": [ends("unexpected indent", "app.py", 3)],
  "python3.11-type-error": [ends("unsupported operand", "app.py", 2)],
  "python3.11-missing-module": [ends("No module named 'nope_module'", "app.py", 2)],
  "python3.11-import-name": [ends("cannot import name 'nope'", "app.py", 1)],
  "python3.11-chained": [ends("no config", "app.py", 7)],
  "python3.11-chained-context": [ends("undefined_name", "app.py", 4)],
  "python3.11-port-in-use": [ends("Address already in use", "app.py", 5)],
  "python3.11-thread": [server("in a thread", "app.py", 3)],
  "python3.11-asyncio-task": [server("lost task", "app.py", 3)],
  "python3.11-logging-exception": [server("invalid literal", "app.py", 4)],
  "python3.11-keyboard-interrupt": [],
  "python3.11-memory": [ends("MemoryError", "app.py", 1)],
  "python3.11-exception-group": [ends("several (2 sub-exceptions)", "app.py", 1)],
  "python3.11-recursion": [ends("maximum recursion depth", "app.py", 2)],
  "python3.11-system-exit": [],
  "python3.11-multiline-message": [ends("first", "app.py", 1)],
  "python3.11-notes": [ends("with a note", "app.py", 3)],
  "python3.11-library-frame": [ends("Expecting property name", "app.py", 4)],
  "python3.11-http-handler": [server("no attribute 'nope'", "app.py", 4)],
  "python3.11-flask": [server("not subscriptable", "app.py", 7)],
  "python3.11-flask-debug-reload": [ends("expected ':'", "app.py", 5)],
  "python3.11-unittest": [],
  "vite8-syntax": [build("Expected `,` or `)`", "src/App.jsx", 4, 39)],
  "vite7-syntax": [build("xpected", "src/App.jsx", 4, 39)],
  "vite6-syntax": [build("xpected", "src/App.jsx", 4, 39)],
  "vite8-jsx-tag-color": [build("JSX closing tag", "src/App.jsx", 6, 58)],
  "vite8-missing-file": [build("./Nope.jsx", "src/App.jsx", 2, 22)],
  "vite7-missing-file": [build("./Nope.jsx", "src/App.jsx", 2, 22)],
  "vite6-missing-file": [build("./Nope.jsx", "src/App.jsx", 2, 22)],
  "vite8-missing-package": [build("left-pad-nope", "src/App.jsx", 2, 17)],
  "vite7-missing-package": [build("left-pad-nope", "src/App.jsx", 2, 17)],
  "vite6-missing-package": [build("left-pad-nope", "src/App.jsx", 2, 17)],
  "vite8-build-syntax": [build("Expected `,` or `)`", "src/App.jsx", 4, 39)],
  "vite7-build-syntax": [build('Expected ")"', "src/App.jsx", 4, 39)],
  "vite6-build-syntax": [build('Expected ")"', "src/App.jsx", 4, 39)],
  "vite8-build-missing-file": [build("./Nope.jsx", "src/App.jsx", 2, 22)],
  "vite7-build-missing-file": [build("./Nope.jsx", "src/App.jsx")],
  "vite6-build-missing-file": [build("./Nope.jsx", "src/App.jsx")],
  "vite8-config-throws": [ends("reading 'b'", "vite.config.js")],
  "vite7-config-throws": [ends("reading 'b'", "vite.config.js")],
  "vite6-config-throws": [ends("reading 'b'", "vite.config.js")],
  "vite8-port-in-use": [ends("Port 3000 is already in use")],
  "vite7-port-in-use": [ends("Port 3000 is already in use")],
  "vite6-port-in-use": [ends("Port 3000 is already in use")],
  "vite8-config-syntax": [ends("Expected `,` or `]`", "vite.config.js", 2, 36)],
  "vite8-json": [build("expected value", "src/data.json", 3, 8)],
  "vite8-missing-export": [browser("an export named 'nope'")],
  "vite8-build-missing-export": [build('"nope" is not exported', "src/App.jsx", 2, 10)],
  "vite8-browser-type-error": [browser("reading 'name'", "src/App.jsx", 6, 19)],
  "vite8-browser-rejection": [browser("basket lost", "src/App.jsx", 6, 19)],
  "vite8-ssr-throws": [server("reading 'name'", "src/entry.js", 3)],
};

/** Those whose errors were written down when the recognisers existed. */
export const afterwards: Readonly<Record<string, readonly Expected[]>> = {
  "next16-missing-module": [build("Can't resolve './nope'", "app/page.jsx", 1, 1)],
  "next16-route-throws": [server("reading 'id'", "app/api/route.js", 3, 30)],
  "next16-syntax-repaired": [build("Expression expected", "app/page.jsx", 2, 13)],
  "next16-use-state-on-server": [build("`useState`", "app/page.jsx", 1, 10)],
  "next16-color": [build("Can't resolve './nope'", "app/page.jsx", 1, 1)],
  "next16-config-throws": [ends("reading 'b'", "next.config.mjs", 2, 30)],
  "next16-missing-export": [build("Export nope doesn't exist", "app/page.jsx", 1, 1)],
  "next16-port-in-use": [ends("EADDRINUSE")],
  "next16-webpack-syntax": [build("Expression expected", "app/page.jsx", 2, 13)],
  "next16-webpack-missing-module": [build("Can't resolve './nope'", "app/page.jsx", 1)],
  "esbuild0.25-syntax": [build('Unexpected ";"', "a.js", 2, 11)],
  "esbuild0.25-unresolved": [build('"./nope"', "a.js", 1, 15), build('"nope-pkg"', "a.js", 2, 15)],
  "esbuild0.25-jsx-color": [
    build('Unexpected closing "main" tag', "a.jsx", 4, 5),
    build("Unexpected end of file", "a.jsx", 6, 1),
  ],
  "esbuild0.25-export-missing": [build('No matching export in "lib.js"', "a.js", 1, 10)],
  "esbuild0.25-loader": [build("No loader is configured", "a.js", 1, 8)],
  "esbuild0.25-watch-repaired": [build('Unexpected ";"', "a.js", 2, 11)],
  "webpack5-missing-module": [
    build("Can't resolve './nope'", "src/index.js", 1, 1),
    build("Can't resolve 'nope-pkg'", "src/index.js", 2, 1),
  ],
  "concurrently-node": [ends("api gone", "api.js", 1, 26)],
  "interleaved-no-prefix": [ends("api gone", "api.js", 1, 26)],
  "next15-syntax": [build("Expression expected", "app/page.jsx", 2, 13)],
  "next16-webpack-ssr-throws": [server("reading 'name'", "app/page.jsx", 3, 22)],
  "tsc5.9-pretty": [build("TS2345", "src/a.ts", 3, 33), build("TS2322", "src/a.ts", 4, 7)],
  "tsc5.9-two-errors": [build("TS2345", "src/a.ts", 3, 33), build("TS2322", "src/a.ts", 4, 7)],
  "webpack5-syntax": [build("Unexpected token", "src/index.js", 2, 11)],
  "next15-config-throws": [ends("reading 'b'", "next.config.mjs", 2, 30)],
  "next15-missing-module": [build("Can't resolve './nope'", "app/page.jsx", 1)],
  "next15-port-in-use": [ends("EADDRINUSE")],
  "npm-script-fails": [ends("reading 'port'", "server.js", 2, 20)],
  "tsc5.9-watch-repaired": [build("TS2345", "src/a.ts", 3, 33), build("TS2322", "src/a.ts", 4, 7)],
  "tsx-type-error": [ends("reading 'name'", "server.ts", 6, 28)],
  "webpack5-babel": [build("Unterminated JSX contents", "src/index.js", 4, 10)],
  "webpack5-babel-color": [build("Unterminated JSX contents", "src/index.js", 4, 10)],
  "webpack5-no-loader": [],
  "webpack5-ts-loader": [build("TS2345", "src/a.ts", 3, 33), build("TS2322", "src/a.ts", 4, 7)],
  "esbuild0.17-syntax": [build('Unexpected ";"', "a.js", 2, 11)],
  "esbuild0.17-unresolved": [build('"./nope"', "a.js", 1, 15), build('"nope-pkg"', "a.js", 2, 15)],
  "nodemon-crash-and-repair": [ends("reading 'port'", "server.js", 2, 20)],
  "ts-node-type": [build("TS2322", "server.ts", 1, 7)],
  "webpack4-missing-module": [
    build("Can't resolve './nope'", "src/index.js"),
    build("Can't resolve 'nope-pkg'", "src/index.js"),
  ],
  "webpack5-watch-repaired": [build("Unexpected token", "src/index.js", 2, 11)],
  "command-not-found": [ends("Command not found: vitee")],
  "npm-missing-script": [ends('Missing script: "deev"')],
  "tsx-syntax": [build('Unexpected ";"', "server.ts", 2, 11)],
  "next16-ssr-throws-repaired": [server("reading 'name'", "app/page.jsx", 3, 22)],
  "webpack4-missing-entry": [build("Can't resolve './src/index.js'")],
  "next15-ssr-throws": [server("reading 'name'", "app/page.jsx", 3, 22)],
  "next15-turbo-syntax": [build("Expression expected", "app/page.jsx", 2, 13)],
  "next16-client-effect": [browser("reading 'name'", "app/page.jsx", 7, 22)],
  "next16-client-rejection": [browser("basket lost", "app/page.jsx", 6, 20)],
  "vite8-browser-type-error-repaired": [browser("reading 'name'", "src/App.jsx", 6, 19)],
  "vite8-syntax-repaired": [build("Expected `,` or `)`", "src/App.jsx", 4, 39)],
  "vite8-missing-entry": [build("Failed to load url /src/mian.jsx")],
  "vite8-browser-console-error": [browser("disk full", "src/App.jsx")],
};
