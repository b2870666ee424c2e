import { useSandbox } from "blaxel-react";
import { breakCode } from "../errors/appCode";
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
    note("quiet", `Kill ${processName} from outside`);
    noteFailure(sandbox.run((instance) => instance.process.kill(processName)));
  };

  const breakApp = () => {
    note("quiet", "Write a mistake into the app");
    noteFailure(breakCode(sandbox));
  };

  return (
    <Panel title="Break it" area="break">
      <ul className="switches">
        {local && (
          <BreakSwitch
            title="Expire the session"
            text="It is refused from now on. A new one comes within seconds; the page keeps its count."
            button="Expire"
            onClick={() => change("Expire the session", { action: "expire-session" })}
          />
        )}
        <BackendSwitch
          answer={state.backend}
          onChange={(backend, words) => change(`Backend: ${words.toLowerCase()}`, { backend })}
        />
        <BreakSwitch
          title="Kill the dev server"
          text="The frame is covered and says why. Restart it, and the page is back."
          button="Kill"
          onClick={killServer}
        />
        <BreakSwitch
          title="Break the app's code"
          text="Its log tells, and a card says where. “Fix this” repairs the file."
          button="Break"
          onClick={breakApp}
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
              title="Let the sandbox sleep"
              text="Everything open ends. The next request wakes it, and the page reloads itself."
              button="Sleep"
              onClick={() => change("Let the sandbox sleep", { action: "standby" })}
            />
            <BreakSwitch
              title="Slow network"
              text="1.2 s more for every request to the sandbox. Reload the frame, and see."
              button="Slow down"
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
