import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { PATIENCE } from "./patience";

// What is loaded when it is first needed may take its time on a machine that runs all tests at once.
configure({ asyncUtilTimeout: PATIENCE.timeout });

afterEach(() => {
  cleanup();
});
