import type { SandboxStates } from "blaxel-react/testing";

const printed = [
  "> bakery@1.0.0 dev",
  "> vite --host 0.0.0.0",
  "",
  "  \u001b[32m\u001b[1mVITE\u001b[22m v8.3.8\u001b[39m  \u001b[2mready in \u001b[0m\u001b[1m214\u001b[22m ms",
  "  \u001b[32m➜\u001b[39m  \u001b[1mNetwork\u001b[22m: \u001b[36mhttp://0.0.0.0:3000/\u001b[39m",
];

/** A dev server that serves. */
export const running = {
  "dev-server": { status: "ready", lines: printed },
} satisfies SandboxStates["process"];

/** A dev server on its way. */
export const starting = {
  "dev-server": {
    status: "starting",
    lines: [...printed.slice(0, 3), "Optimising dependencies: react, react-dom"],
  },
} satisfies SandboxStates["process"];

/** A dev server that fell over. */
export const crashed = {
  "dev-server": {
    status: "exited",
    exit: { reason: "failed", code: 1 },
    lines: [
      ...printed.slice(0, 3),
      { text: "error: Cannot find module './Basket'", stream: "stderr" },
      { text: "  at src/App.tsx:3:20", stream: "stderr" },
    ],
  },
} satisfies SandboxStates["process"];
