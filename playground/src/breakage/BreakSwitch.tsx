import { useId } from "react";

interface BreakSwitchProps {
  title: string;
  /** What will happen and what to watch. */
  text: string;
  button: string;
  /** For a switch that stays on. */
  pressed?: boolean;
  onClick: () => void;
}

export function BreakSwitch({ title, text, button, pressed, onClick }: BreakSwitchProps) {
  const id = useId();
  return (
    <li className="switch">
      <h3 id={id}>{title}</h3>
      <button
        type="button"
        className="button"
        aria-labelledby={`${id}-button ${id}`}
        aria-describedby={`${id}-text`}
        aria-pressed={pressed}
        onClick={onClick}
      >
        <span id={`${id}-button`}>{button}</span>
      </button>
      <p id={`${id}-text`}>{text}</p>
    </li>
  );
}
