import { useSandbox } from "blaxel-react";
import { settings } from "../settings";
import { note, noteFailure } from "../timeline/timeline";
import { Panel } from "../ui/Panel";
import { BackendSwitch } from "./BackendSwitch";
import { BreakSwitch } from "./BreakSwitch";
import { useBreakage } from "./useBreakage";

/** Things to break on purpose, each with what to watch. */
export function BreakPanel() {
  const { state, change } = useBreakage();
  const sandbox = useSandbox();
  const { processName } = settings;
  const local = settings.mode === "local";

  const killServer = () => {
    note("you", "quiet", `Kill ${processName} from outside`);
    noteFailure(
      "you",
      sandbox.run((instance) => instance.process.kill(processName)),
    );
  };

  return (
    <Panel title="Break it" area="break">
      <ul className="switches">
        {local && (
          <BreakSwitch
            title="Expire the session"
            text="The sandbox refuses it from now on. The badge gets a new one; the page in the frame keeps its count."
            button="Expire"
            onClick={() => change("Expire the session", { action: "expire-session" })}
          />
        )}
        <BackendSwitch
          answer={state.backend}
          onChange={(backend, words) => change(`Backend: ${words}`, { backend })}
        />
        <BreakSwitch
          title="Kill the dev server"
          text="The frame is covered and says why, with the last lines. Restart it and the page is back."
          button="Kill"
          onClick={killServer}
        />
        {local && (
          <>
            <BreakSwitch
              title="Cut the streams"
              text="Every log connection breaks at once. The log goes on, no line lost or doubled."
              button="Cut"
              onClick={() => change("Cut the streams", { action: "cut-streams" })}
            />
            <BreakSwitch
              title="Put the sandbox to sleep"
              text="Everything open ends; the next request wakes it, which takes a while. The app's own tools reload its page."
              button="Sleep"
              onClick={() => change("Put the sandbox to sleep", { action: "standby" })}
            />
            <BreakSwitch
              title="Slow network"
              text="1.2 s more on the way to the sandbox. Reload the frame and see what is said meanwhile."
              button={state.slow ? "On" : "Off"}
              pressed={state.slow}
              onClick={() =>
                change(`Slow network ${state.slow ? "off" : "on"}`, { slow: !state.slow })
              }
            />
          </>
        )}
      </ul>
    </Panel>
  );
}
