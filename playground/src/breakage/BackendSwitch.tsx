import { useId } from "react";
import { backendAnswers, type BackendAnswer } from "../../settings";

const words: Record<BackendAnswer, string> = {
  normal: "It answers",
  reset: "No answer",
  unavailable: "Overloaded: 503",
  html: "An HTML page",
  unauthorized: "Signed out: 401",
  "no-token": "No token",
};

interface BackendSwitchProps {
  answer: BackendAnswer;
  onChange: (answer: BackendAnswer, words: string) => void;
}

/** What the session route does when it is asked. */
export function BackendSwitch({ answer, onChange }: BackendSwitchProps) {
  const id = useId();
  const choose = (value: string) => {
    const chosen = backendAnswers.find((one) => one === value);
    if (chosen) onChange(chosen, words[chosen]);
  };
  return (
    <li className="switch">
      <h3>
        <label htmlFor={id}>Stop the backend</label>
      </h3>
      <select
        id={id}
        className="select"
        aria-describedby={`${id}-text`}
        value={answer}
        onChange={(event) => choose(event.target.value)}
      >
        {backendAnswers.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
      <p id={`${id}-text`}>
        Nothing changes while the session lives: renew it and the badge tells, or reload this page.
      </p>
    </li>
  );
}
