const paths = {
  copy: "M6 6V3h9v9h-3M3 6h9v9H3z",
  next: "M4 7l5 5 5-5",
  previous: "M4 11l5-5 5 5",
  end: "M9 3v9m-4-4l4 4 4-4M4 15h10",
} as const;

/** The icons of the log viewer; what they mean is said by the control around them. */
export function LogIcon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="blaxel-icon" width="16" height="16" viewBox="0 0 18 18" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
