import type { EngineName } from "../../scripts/engines.js";
import { launchChromium } from "./chromium";
import type { Engine } from "./engine";
import { launchFirefox } from "./firefox";
import { launchWebKit } from "./webkit";

const launchers: Record<EngineName, () => Promise<Engine>> = {
  chromium: launchChromium,
  firefox: launchFirefox,
  webkit: launchWebKit,
};

/** Starts a browser of this engine; the caller closes it. Nothing is left behind when it fails. */
export const launchEngine = (name: EngineName): Promise<Engine> => launchers[name]();
