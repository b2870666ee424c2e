import { useId } from "react";
import { backendAnswers, type BackendAnswer } from "../../settings";

const words: Record<BackendAnswer, string> = {
  normal: "answers",
  reset: "is stopped: no answer",
  unavailable: "is overloaded: 503",
  html: "answers an HTML page",
  unauthorized: "refuses: 401",
  "no-token": "forgets the token",
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
    <li className="switch switch-stacked">
      <div>
        <h3>
          <label htmlFor={id}>Stop the backend</label>
        </h3>
        <p id={`${id}-text`}>
          Nothing changes while the session lives. Renew it and the badge tells; reload this page
          and the frame says what is wrong.
        </p>
      </div>
      <select
        id={id}
        className="select"
        aria-describedby={`${id}-text`}
        value={answer}
        onChange={(event) => choose(event.target.value)}
      >
        {backendAnswers.map((one) => (
          <option key={one} value={one}>
            The backend {words[one]}
          </option>
        ))}
      </select>
    </li>
  );
}
