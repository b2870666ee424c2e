/** How something is doing. */
export type Tone = "good" | "busy" | "warn" | "bad" | "quiet";

/** Says the tone by colour; the words beside it say it too. */
export function StatusDot({ tone }: { tone: Tone }) {
  return <span className="dot" data-tone={tone} aria-hidden="true" />;
}
