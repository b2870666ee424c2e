// The programs behind the engines that previews are tested in. Shared by the set-up script and the tests.
import { findChromium } from "./chromium.js";
import { findExecutable } from "./executables.js";

/** The path of a Firefox, or `undefined` when there is none. */
export const findFirefox = () =>
  findExecutable({
    variable: "FIREFOX_PATH",
    names: process.platform === "win32" ? ["firefox.exe"] : ["firefox-esr", "firefox"],
    places: [
      "/Applications/Firefox.app/Contents/MacOS/firefox",
      "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    ],
  });

/** The path of WebKitGTK's driver, which brings its own browser, or `undefined` when there is none. */
export const findWebKitDriver = () =>
  findExecutable({ variable: "WEBKIT_DRIVER_PATH", names: ["WebKitWebDriver"] });

/** The path of an X server without a screen, or `undefined` when there is none. */
export const findXvfb = () => findExecutable({ variable: "XVFB_PATH", names: ["Xvfb"] });

/** What each engine needs here, by the Debian package that brings it. */
const needs = {
  chromium: { chromium: findChromium },
  firefox: { "firefox-esr": findFirefox },
  webkit: { "webkit2gtk-driver": findWebKitDriver, xvfb: findXvfb },
};

/** Every engine. */
export const engineNames = Object.keys(needs);

/** The Debian packages whose programs this engine needs and this machine does not have. */
export const missingPackages = (engine) =>
  Object.entries(needs[engine]).flatMap(([name, find]) => (find() ? [] : [name]));
