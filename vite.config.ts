import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { storybookTest } from "@storybook/addon-vitest/vitest-plugin";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/chromium.js";
import { packageAlias } from "./scripts/packageAlias.js";
import { sandboxStackCommands } from "./testbed/browserCommands.ts";
import { PATIENCE, TEST_LIMIT_MS } from "./testbed/patience.ts";

process.env["STORYBOOK_DISABLE_TELEMETRY"] = "1";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const executablePath = findChromium();
const chromium = () => playwright({ launchOptions: executablePath ? { executablePath } : {} });
const inChromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: chromium(),
  instances: [{ browser: "chromium" as const }],
});

const emulator = [
  "@xterm/xterm",
  "@xterm/addon-fit",
  "@xterm/addon-search",
  "@xterm/addon-unicode-graphemes",
  "@xterm/addon-web-links",
  "@xterm/addon-webgl",
];

const withBrowser = process.env["KIT_SKIP_BROWSER"]
  ? []
  : [
      {
        extends: true as const,
        // Found only while a test runs, they would make Vite load the page of that test anew.
        optimizeDeps: {
          include: [
            "@blaxel/core",
            "@tanstack/react-query",
            "@testing-library/react",
            "axe-core",
            "vitest-browser-react",
            ...emulator,
          ],
        },
        test: {
          name: "browser",
          include: ["{src,packages/*/src}/**/*.browser.test.{ts,tsx}"],
          browser: { ...inChromium(), commands: sandboxStackCommands },
          provide: { isFullVolume: process.env["KIT_FULL_VOLUME"] !== undefined },
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: TEST_LIMIT_MS,
        },
      },
      {
        extends: true as const,
        plugins: [storybookTest({ configDir: source(".storybook") })],
        optimizeDeps: {
          include: ["@tanstack/react-query", "@testing-library/react", ...emulator],
        },
        test: { name: "storybook", browser: inChromium(), testTimeout: TEST_LIMIT_MS },
      },
      {
        extends: true as const,
        test: {
          name: "e2e",
          environment: "node" as const,
          include: ["e2e/**/*.test.ts"],
          exclude: ["e2e/engines/**"],
          fileParallelism: false,
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: TEST_LIMIT_MS,
        },
      },
      {
        extends: true as const,
        // Not part of `npm test`: `npm run test:engines`.
        test: {
          name: "engines",
          environment: "node" as const,
          include: ["e2e/engines/**/*.test.ts"],
          fileParallelism: false,
          // What is at once on open pages takes hardly more than waiting.
          maxConcurrency: 200,
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: TEST_LIMIT_MS,
        },
      },
    ];

export default defineConfig({
  plugins: [react()],
  resolve: { alias: packageAlias },
  test: {
    // Most tests wait for processes and pages: on two cores one at a time would leave both idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    expect: { poll: PATIENCE },
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["{src,packages/*/src}/**/*.test.{ts,tsx}", "testbed/**/*.test.ts"],
          exclude: ["**/*.{dom,browser}.test.{ts,tsx}"],
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: TEST_LIMIT_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "dom",
          environment: "jsdom",
          include: ["src/**/*.dom.test.{ts,tsx}"],
          setupFiles: ["testbed/domSetup.ts"],
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: TEST_LIMIT_MS,
        },
      },
      {
        extends: true,
        // Not part of `npm test`: `npm run attack`.
        test: {
          name: "attack",
          environment: "node",
          include: ["attack/**/*.attack.{ts,tsx}"],
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: TEST_LIMIT_MS,
        },
      },
      ...withBrowser,
    ],
  },
});
