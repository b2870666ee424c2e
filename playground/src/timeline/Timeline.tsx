import { Panel } from "../ui/Panel";
import { StatusDot } from "../ui/StatusDot";
import { useNotes } from "./timeline";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** What happened, newest first. */
export function Timeline() {
  const notes = useNotes();
  return (
    <Panel title="What happened" area="timeline">
      <ol className="timeline" aria-label="Events, newest first">
        {notes.map(({ id, at, tone, source, text }) => (
          <li key={id}>
            <StatusDot tone={tone} />
            <span>
              <span className="timeline-source">{source}</span> {text}
            </span>
            <time dateTime={at.toISOString()}>{clock.format(at)}</time>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
