import { useId, type ReactNode } from "react";

interface PanelProps {
  title: string;
  area: string;
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled region of the workbench, placed by the grid area of its name. */
export function Panel({ title, area, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel area-${area}`} aria-labelledby={id}>
      <header className="panel-header">
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
