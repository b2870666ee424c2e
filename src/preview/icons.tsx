const paths = {
  reload: "M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 1.8v3h-3",
  open: "M9.5 2.5h4v4M13.3 2.7 7.5 8.5M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3",
  copy: "M6.6 9.4 9.4 6.6M7.5 4.8l1.4-1.4a2.6 2.6 0 0 1 3.7 3.7l-1.4 1.4M8.5 11.2l-1.4 1.4a2.6 2.6 0 0 1-3.7-3.7l1.4-1.4",
  copied: "m3 8.5 3.2 3.2L13 4.8",
  warning:
    "M8 5.8v3M8 11.2v.1M7.1 2.6 1.7 12a1 1 0 0 0 .9 1.5h10.8a1 1 0 0 0 .9-1.5L8.9 2.6a1 1 0 0 0-1.8 0Z",
  close: "m4 4 8 8M12 4l-8 8",
  asleep: "M13.3 9.6A5.6 5.6 0 0 1 6.4 2.7a5.6 5.6 0 1 0 6.9 6.9Z",
  responsive: "M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  phone:
    "M5.5 1.8h5a1 1 0 0 1 1 1v10.4a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V2.8a1 1 0 0 1 1-1ZM7.3 12h1.4",
  tablet: "M4 1.8h8a1 1 0 0 1 1 1v10.4a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V2.8a1 1 0 0 1 1-1ZM7.3 12h1.4",
  desktop:
    "M2.5 2.8h11a1 1 0 0 1 1 1v6.4a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1ZM6 13.5h4M8 11.2v2.3",
} as const;

/** The drawings of the preview, 16 px, in the colour of the text around them. */
export type IconName = keyof typeof paths;

/** One drawing. It says nothing to a screen reader: the control around it has the name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="blaxel-icon"
      fill="none"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
