import type { ReactNode } from "react";
import "./hookStories.css";

/** What a small example of a hook stands in. */
export function Demo({ children }: { children: ReactNode }) {
  return <div className="demo">{children}</div>;
}
