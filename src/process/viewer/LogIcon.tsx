const paths = {
  wrap: "M3 4h12M3 9h10a2.5 2.5 0 0 1 0 5H9m2-2l-2 2 2 2M3 14h3",
  copy: "M6 6V3h9v9h-3M3 6h9v9H3z",
  next: "M4 7l5 5 5-5",
  previous: "M4 11l5-5 5 5",
  download: "M9 2v9m-3-3l3 3 3-3M3 11v4h12v-4",
  clear: "M9 3a6 6 0 1 0 .01 0M5 5l8 8",
  end: "M9 3v9m-4-4l4 4 4-4M4 15h10",
} as const;

/** The name of an icon. */
export type LogIconName = keyof typeof paths;

/** The icons of the log viewer; what they mean is said by the control around them. */
export function LogIcon({ name }: { name: LogIconName }) {
  return (
    <svg
      className="blaxel-icon"
      fill="none"
      width="16"
      height="16"
      viewBox="0 0 18 18"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
