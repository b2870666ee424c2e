import type { AppError } from "blaxel-react";

const known = {
  status: "open",
  count: 1,
  firstAt: 0,
  lastAt: 0,
  versions: ["vite 8.4.0", "node 20.20.2"],
  command: "vite --host 0.0.0.0",
  lastLines: [],
} satisfies Partial<AppError>;

const build: AppError = {
  ...known,
  id: "build",
  kind: "build",
  tool: "vite",
  message: "Expected `,` or `)` but found `;`",
  file: "src/App.jsx",
  line: 4,
  column: 39,
  count: 3,
  codeFrame:
    " 4 |   const [count, setCount] = useState(0;\n   |                                       ^",
};

const server: AppError = {
  ...known,
  id: "server",
  kind: "server",
  tool: "next",
  message: "TypeError: Cannot read properties of undefined (reading 'id')",
  file: "app/api/route.js",
  line: 3,
  column: 30,
  codeFrame:
    "  2 |   const order = undefined;\n> 3 |   return Response.json(order.id);\n    |                              ^",
  stack: "at GET (app/api/route.js:3:30)",
};

/** An error of every kind, as `useAppErrors` gives it. */
export const appErrors = {
  build,
  server,
  browser: {
    ...server,
    id: "browser",
    kind: "browser",
    tool: "vite",
    message: "Error: basket lost",
    file: "src/App.jsx",
    line: 6,
    column: 19,
    codeFrame: "6 |     Promise.reject(new Error('basket lost'));\n  |                    ^",
    stack: "> src/App.jsx:6:19",
  },
  process: {
    ...known,
    id: "process",
    kind: "process",
    tool: "node",
    message: "listen EADDRINUSE: address already in use 0.0.0.0:3000",
    stack: "at Server.setupListenHandle [as _listen2] (node:net:1908:16)",
  },
  approximate: { ...build, id: "approximate", kind: "browser", isApproximate: true },
  outside: { ...build, id: "outside", file: "/etc/passwd", line: 1, isOutside: true },
} satisfies Record<string, AppError>;
