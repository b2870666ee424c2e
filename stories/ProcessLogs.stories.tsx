import type { Meta, StoryObj } from "@storybook/react-vite";
import { ProcessLogs, SandboxError } from "blaxel-react";
import type { ProcessFixture } from "blaxel-react/testing";
import { expect, fn, waitFor } from "storybook/test";
import { crashed, running } from "./devServer";
import { inSandbox } from "./inSandbox";

const showing = (process: ProcessFixture) => inSandbox({ process: { "dev-server": process } });

const requests = Array.from({ length: 400 }, (_, at) =>
  at % 45 === 7 ? `GET /missing/${at} 404` : `GET /bread/${at} 200`,
);

const meta = {
  title: "Components/ProcessLogs",
  component: ProcessLogs,
  args: { process: "dev-server" },
  decorators: [inSandbox({ process: running })],
} satisfies Meta<typeof ProcessLogs>;

export default meta;
type Story = StoryObj<typeof meta>;

/** A dev server that prints, in colours. */
export const Live: Story = {
  play: async ({ canvas }) => {
    const log = canvas.getByRole("log", { name: "Log: dev-server" });
    await waitFor(() => expect(log).toHaveTextContent("ready in 214 ms"));
    await expect(canvas.getByText("The log is live")).toBeVisible();
  },
};

const sgr = (codes: string, text: string) => `\u001b[${codes}m${text}\u001b[0m`;
const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** The colours and styles of a terminal, legible on a light and on a dark ground. */
export const AnsiColours: Story = {
  decorators: [
    showing({
      lines: [
        names.map((name, at) => sgr(`3${at}`, name)).join(" "),
        names.map((name, at) => sgr(`9${at}`, name)).join(" "),
        names.map((name, at) => sgr(`4${at}`, ` ${name} `)).join(" "),
        [sgr("1", "bold"), sgr("2", "dim"), sgr("3", "italic"), sgr("4", "underlined")].join(" "),
        [
          sgr("7", "reversed"),
          sgr("9", "struck"),
          sgr("38;2;0;0;0;48;5;208", " 256 colours "),
        ].join(" "),
      ],
    }),
  ],
  play: async ({ canvas }) => {
    const log = canvas.getByRole("log");
    await waitFor(() => expect(log).toHaveTextContent("bold dim italic underlined"));
    await expect(log).not.toHaveTextContent("\u001b");
  },
};

export const AnsiColoursInTheDark: Story = { ...AnsiColours, globals: { theme: "dark" } };

/** What is printed as an error is marked. The reader can see it alone. */
export const Errors: Story = {
  decorators: [inSandbox({ process: crashed })],
  play: async ({ canvas, userEvent }) => {
    const log = canvas.getByRole("log");
    await waitFor(() => expect(log).toHaveTextContent("vite --host"));
    await userEvent.selectOptions(canvas.getByRole("combobox"), "stderr");
    await waitFor(() => expect(log).not.toHaveTextContent("vite --host"));
    await expect(log).toHaveTextContent("Cannot find module");
    await expect(canvas.getByText("Failed, exit code 1")).toBeVisible();
  },
};

/** Only the errors at first; the reader can choose otherwise. */
export const ErrorsAtFirst: Story = {
  args: { defaultStream: "stderr" },
  decorators: [inSandbox({ process: crashed })],
  play: async ({ canvas, userEvent }) => {
    const log = canvas.getByRole("log");
    await waitFor(() => expect(log).toHaveTextContent("Cannot find module"));
    await expect(log).not.toHaveTextContent("vite --host");
    await userEvent.selectOptions(canvas.getByRole("combobox"), "all");
    await waitFor(() => expect(log).toHaveTextContent("vite --host"));
  },
};

/** The app decides what is shown, and hears what the reader chooses. */
export const StreamOfTheApp: Story = {
  args: { stream: "stderr", onStreamChange: fn() },
  decorators: [inSandbox({ process: crashed })],
  play: async ({ args, canvas, userEvent }) => {
    const log = canvas.getByRole("log");
    await waitFor(() => expect(log).toHaveTextContent("Cannot find module"));
    await userEvent.selectOptions(canvas.getByRole("combobox"), "all");
    await expect(args.onStreamChange).toHaveBeenCalledWith("all");
    await expect(log).not.toHaveTextContent("vite --host");
    await expect(canvas.getByRole("combobox")).toHaveValue("stderr");
  },
};

/** A line that is drawn again and again is one line. */
export const ProgressBar: Story = {
  decorators: [
    showing({
      status: "running",
      lines: [
        "$ npm install",
        { text: "[##########----------] 52 % react-dom", stream: "stdout", unfinished: true },
      ],
    }),
  ],
};

/** Output that the server no longer has is one line that says so. So is a restart. */
export const GapAndRestart: Story = {
  decorators: [
    showing({
      restartCount: 1,
      lines: [
        "GET / 200 4 ms",
        { text: "Some output is missing here.", stream: "system", notice: "gap" },
        "GET /basket 200 3 ms",
        { text: "Out of memory", stream: "stderr" },
        { text: "The process was restarted.", stream: "system", notice: "restart" },
        "GET / 200 5 ms",
      ],
    }),
  ],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText("Some output is missing here.")).toBeVisible());
  },
};

export const Empty: Story = {
  decorators: [showing({ status: "starting", lines: [] })],
  play: async ({ canvas }) => {
    await expect(canvas.getByText("Nothing printed yet")).toBeVisible();
  },
};

export const Connecting: Story = {
  decorators: [showing({ status: "starting", logStatus: "connecting" })],
};

/** The sandbox knows no process of that name: nobody has started it yet. */
export const Absent: Story = {
  decorators: [showing({ status: "idle", logStatus: "absent" })],
  play: async ({ canvas }) => {
    await expect(canvas.getAllByText("Waiting for a process of this name")[0]).toBeVisible();
  },
};

/** The tab was hidden, so the stream was let go and the sandbox may sleep. */
export const Paused: Story = {
  decorators: [showing({ ...running["dev-server"], logStatus: "paused" })],
};

export const Ended: Story = {
  args: { process: "tests" },
  decorators: [
    inSandbox({
      process: {
        tests: {
          status: "exited",
          lines: ["✓ adds to the basket (12 ms)", "✓ empties the basket (3 ms)", "", "2 passed"],
        },
      },
    }),
  ],
  play: async ({ canvas }) => {
    await expect(canvas.getByText("Completed")).toBeVisible();
  },
};

/** The process could not be started. */
export const Failed: Story = {
  decorators: [
    showing({
      status: "error",
      error: new SandboxError({
        kind: "start-failed",
        message: '"dev-server" could not be started.',
        hint: "Check the command and its working directory.",
        retryable: false,
      }),
    }),
  ],
};

/** Follows the end until the reader scrolls up, and again once they go back. */
export const ScrolledUp: Story = {
  decorators: [showing({ lines: requests })],
  play: async ({ canvas, userEvent }) => {
    const log = canvas.getByRole("log");
    await waitFor(() => expect(log).toHaveTextContent("GET /bread/399 200"));
    await waitFor(() => expect(log.scrollTop).toBeGreaterThan(0));
    await userEvent.click(log);
    log.dispatchEvent(new WheelEvent("wheel", { deltaY: -200, bubbles: true }));
    log.scrollTo({ top: 0 });
    const toEnd = await canvas.findByRole("button", { name: "Jump to the end" });
    await waitFor(() => expect(log).not.toHaveTextContent("GET /bread/399 200"));
    await userEvent.click(toEnd);
    await waitFor(() => expect(log).toHaveTextContent("GET /bread/399 200"));
    await waitFor(() => expect(toEnd).not.toBeInTheDocument());
  },
};

/** Every match is marked and counted; Enter goes to the next, Shift and Enter to the one before. */
export const Find: Story = {
  decorators: [showing({ lines: requests })],
  play: async ({ canvas, userEvent }) => {
    const box = canvas.getByRole("searchbox", { name: "Find in the log" });
    await userEvent.type(box, "missing{Enter}");
    await waitFor(() => expect(canvas.getByText(/^\d+ of 9$/)).toBeVisible());
    await waitFor(() =>
      expect(canvas.getByRole("log").querySelector("[data-match] mark")).toBeVisible(),
    );
    await userEvent.clear(box);
    await userEvent.type(box, "teapot");
    await waitFor(() => expect(canvas.getByText("No match")).toBeVisible());
    await userEvent.clear(box);
    await userEvent.type(box, "missing{Enter}");
  },
};

/** Without the row of controls, and without numbers: a log to be looked at. */
export const Bare: Story = {
  args: { toolbar: false, lineNumbers: false, style: { height: 160 } },
};

export const Dark: Story = { ...Errors, globals: { theme: "dark" } };

export const CustomLabels: Story = {
  decorators: [
    inSandbox({
      process: running,
      labels: {
        "logs.label": "Protokoll",
        "logs.find": "Im Protokoll suchen",
        "logs.live": "Das Protokoll läuft",
        "logs.stream.all": "Alle Ausgaben",
      },
    }),
  ],
  play: async ({ canvas }) => {
    await expect(canvas.getByRole("log", { name: "Protokoll: dev-server" })).toBeVisible();
  },
};
