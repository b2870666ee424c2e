import { Panel } from "../ui/Panel";
import { StatusDot } from "../ui/StatusDot";
import { useNotes } from "./timeline";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

/** What happened, newest first. */
export function Timeline() {
  const notes = useNotes();
  return (
    <Panel title="What happened" area="timeline">
      <ol className="timeline" aria-label="Events, newest first">
        {notes.map(({ id, at, tone, text }) => (
          <li key={id}>
            <time dateTime={at.toISOString()}>{clock.format(at)}</time>
            <StatusDot tone={tone} />
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
