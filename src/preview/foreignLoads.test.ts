import { expect, it } from "vitest";
import { address, gone, machine, readyMachine } from "../../testbed/previewMachineInTime";

const refused = { kind: "preview-token-expired", status: 401 } as const;

it("asks at once about a page that the frame was not sent to, and keeps it while all is well", () => {
  const preview = readyMachine();
  const { navigation } = preview.model;
  expect(preview.wantsProbe).toBe(false);
  preview.frame("loaded");
  expect(preview.wantsProbe).toBe(true);
  expect(preview.answer({ status: 200 }).status).toBe("ready");
  expect(preview.model.navigation).toBe(navigation);
  expect(preview.nextProbe).toBe(Infinity);
});

it.each([refused, { kind: "nothing-listening", status: 502 }, gone, { kind: "offline" }] as const)(
  "covers such a page at one bad answer, $kind, and loads the app anew after it",
  (bad) => {
    const preview = readyMachine();
    const { navigation } = preview.model;
    preview.frame("loaded");
    expect(preview.answer(bad).status).not.toBe("ready");
    preview.answer({ status: 200 });
    preview.answer({ status: 200 });
    expect(preview.model.navigation).toBe(navigation + 1);
    expect(preview.state.status).toBe("recovering");
    expect(preview.frame("loaded").status).toBe("ready");
  },
);

it("does not take what a covered frame loaded by itself for the page that was seen before", () => {
  const preview = readyMachine();
  const { navigation } = preview.model;
  preview.dispatch({ type: "wake" });
  for (let times = 0; times < 3; times++) preview.answer(gone);
  expect(preview.state.status).toBe("recovering");
  preview.frame("loaded");
  preview.pass(1_000);
  preview.answer({ status: 200 });
  expect(preview.model.navigation).toBe(navigation + 1);
});

it("leaves a page alone that the user wanted to see whatever it is", () => {
  const preview = machine();
  preview.at();
  preview.frame("mounted");
  preview.answer({ kind: "app-failed", status: 500 });
  preview.dispatch({ type: "reveal" });
  preview.frame("loaded");
  preview.frame("loaded");
  expect(preview.wantsProbe).toBe(false);
  expect(preview.state.status).toBe("ready");
});

/** A private preview whose page has come. */
function privateMachine() {
  const preview = machine();
  const at = (token: string) =>
    preview.dispatch({
      type: "address",
      address: { ...address("/", token), token },
      obstacle: undefined,
    });
  at("first");
  preview.frame("mounted");
  preview.answer({ status: 200 });
  preview.frame("loaded");
  const cookie = (found: "kept" | "refused" | "unknown") =>
    preview.dispatch({ type: "cookie", origin: address().origin, cookie: found });
  return { ...preview, at, cookie, machine: preview };
}

it("does not call a private preview ready before its cookie is known to be kept", () => {
  const preview = privateMachine();
  expect(preview.machine.state).toMatchObject({ status: "loading", stage: "page" });
  expect(preview.cookie("kept")).toMatchObject({ status: "ready", warning: undefined });
});

it("names the cause where it is not kept, and finds out anew when the user tries again", () => {
  const preview = privateMachine();
  const { error } = preview.cookie("refused");
  expect(error).toMatchObject({ kind: "cookies-blocked", retryable: false });
  preview.dispatch({ type: "reload", hard: true });
  preview.answer({ status: 200 });
  expect(preview.frame("loaded").status).toBe("loading");
  expect(preview.cookie("kept").status).toBe("ready");
});

it("says so where that cannot be found out", () => {
  const preview = privateMachine();
  expect(preview.cookie("unknown")).toMatchObject({
    status: "ready",
    warning: { kind: "cors-missing" },
  });
});

it("knows for a fresh token and a reload what it knew, and for another origin nothing", () => {
  const preview = privateMachine();
  preview.cookie("kept");
  expect(preview.at("second").status).toBe("ready");
  preview.dispatch({ type: "reload", hard: true });
  preview.answer({ status: 200 });
  expect(preview.frame("loaded").status).toBe("ready");
  const elsewhere = { ...address("/", "third"), token: "third", origin: "https://other.example" };
  const shown = "https://other.example/";
  preview.dispatch({ type: "address", address: { ...elsewhere, shown }, obstacle: undefined });
  preview.answer({ status: 200 });
  expect(preview.frame("loaded").status).toBe("loading");
});
