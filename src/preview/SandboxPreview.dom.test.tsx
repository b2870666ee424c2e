import { createRef, StrictMode } from "react";
import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { SandboxError } from "../errors";
import { renderWithSandbox } from "../testing";
import { SandboxPreview, usePreview, type PreviewActions } from ".";

const blocked = new SandboxError({
  kind: "host-blocked",
  message: "The dev server refuses the host.",
  hint: "Allow it.",
  retryable: false,
  status: 403,
});

describe("the chrome of a preview", () => {
  it("can be styled by its state", () => {
    renderWithSandbox(<SandboxPreview title="My app" className="mine" style={{ height: 300 }} />, {
      preview: { status: "waiting", stage: "process", slow: true },
    });
    const section = screen.getByRole("region", { name: "My app" });
    expect(section).toHaveClass("blaxel-preview", "mine");
    expect(section).toHaveStyle({ height: "300px" });
    expect(section).toHaveAttribute("data-state", "waiting");
    expect(section).toHaveAttribute("data-stage", "process");
    expect(section).toHaveAttribute("data-slow", "true");
    expect(section).toHaveAttribute("aria-busy", "true");
  });

  it("says cause, fix and details, and tries again", async () => {
    const onAction = vi.fn();
    renderWithSandbox(<SandboxPreview title="My app" />, {
      preview: { status: "error", error: blocked, onAction },
    });
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The dev server refuses the host.");
    expect(alert).toHaveTextContent("Allow it.");
    expect(screen.getByText("host-blocked")).toBeInTheDocument();
    expect(screen.getByText("403")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(onAction).toHaveBeenCalledWith("retry");
  });

  it("takes its words from the labels", async () => {
    renderWithSandbox(<SandboxPreview title="My app" />, {
      preview: { status: "error", error: blocked },
      labels: { "error.host-blocked.title": "Abgelehnt", "preview.retry": "Nochmals" },
    });
    expect(await screen.findByText("Abgelehnt")).toBeVisible();
    expect(screen.getByRole("button", { name: "Nochmals" })).toBeVisible();
  });

  it("tells each state once, after it was rendered", () => {
    const shown = () => screen.getByRole("region").dataset["state"];
    const told: [string, string | undefined][] = [];
    const page = (className: string) => (
      <StrictMode>
        <SandboxPreview
          title="My app"
          className={className}
          onStateChange={({ status }) => told.push([status, shown()])}
        />
      </StrictMode>
    );
    const { rerender } = renderWithSandbox(page("one"), { preview: { status: "asleep" } });
    rerender(page("two"));
    expect(told).toEqual([["asleep", "asleep"]]);
  });

  it("gives way to renderOverlay, which has the state and the actions", async () => {
    const onAction = vi.fn();
    renderWithSandbox(
      <SandboxPreview
        title="My app"
        toolbar={false}
        renderOverlay={({ status, error, retry }) => (
          <button type="button" onClick={retry}>
            {status}: {error?.kind}
          </button>
        )}
      />,
      { preview: { status: "error", error: blocked, onAction } },
    );
    await userEvent.click(screen.getByRole("button", { name: "error: host-blocked" }));
    expect(onAction).toHaveBeenCalledWith("retry");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is steered by its ref", () => {
    const onAction = vi.fn();
    const ref = createRef<PreviewActions>();
    renderWithSandbox(<SandboxPreview ref={ref} title="My app" />, {
      preview: { status: "ready", onAction },
    });
    act(() => {
      ref.current?.reload();
      ref.current?.navigate("/x");
      ref.current?.retry();
      ref.current?.reveal();
    });
    expect(onAction.mock.calls.flat()).toEqual(["reload", "navigate", "retry", "reveal"]);
  });

  it("takes any screen size, and tells which was picked", async () => {
    const onDeviceChange = vi.fn();
    renderWithSandbox(
      <SandboxPreview
        title="My app"
        device={{ width: 360, height: 640 }}
        onDeviceChange={onDeviceChange}
      />,
      { preview: { status: "ready", src: "about:blank" } },
    );
    await userEvent.click(await screen.findByRole("button", { name: "Phone" }));
    expect(onDeviceChange).toHaveBeenCalledWith("phone");
    const screenOfFrame = screen.getByTitle("My app").parentElement;
    expect(screenOfFrame).toHaveAttribute("data-device", "custom");
    expect(screenOfFrame?.style.getPropertyValue("--blaxel-device-width")).toBe("360px");
  });
});

describe("the frame of a preview", () => {
  const frame = () => screen.getByTitle("My app");
  const ready = { preview: { status: "ready", src: "about:blank" } } as const;

  it("may do what apps need, and never navigates the page around it", () => {
    renderWithSandbox(<SandboxPreview title="My app" />, ready);
    expect(frame()).toHaveAttribute("sandbox", expect.stringContaining("allow-scripts"));
    expect(frame().getAttribute("sandbox")).not.toContain("top-navigation");
    expect(frame()).toHaveAttribute("allow", "clipboard-write; fullscreen");
    expect(frame()).toHaveAttribute("referrerpolicy", "no-referrer");
    expect(frame()).not.toHaveAttribute("credentialless");
  });

  it("can be given other rights", () => {
    renderWithSandbox(
      <SandboxPreview
        title="My app"
        sandbox={false}
        allow="camera"
        referrerPolicy="origin"
        credentialless
      />,
      ready,
    );
    expect(frame()).not.toHaveAttribute("sandbox");
    expect(frame()).toHaveAttribute("allow", "camera");
    expect(frame()).toHaveAttribute("referrerpolicy", "origin");
    expect(frame()).toHaveAttribute("credentialless");
  });

  it("is rendered by anybody who spreads frameProps", () => {
    function Bare() {
      const { frameProps, status } = usePreview({ title: "My app" });
      return (
        <figure>
          {frameProps && <iframe {...frameProps} title={frameProps.title} sandbox="" />}
          <figcaption>{status}</figcaption>
        </figure>
      );
    }
    renderWithSandbox(<Bare />, ready);
    expect(frame()).toHaveAttribute("src", "about:blank");
    expect(screen.getByText("ready")).toBeVisible();
  });
});
