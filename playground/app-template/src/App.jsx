import { useState } from "react";
import { Message } from "./Message.jsx";
import { PageAge } from "./PageAge.jsx";

export function App() {
  const [count, setCount] = useState(0);
  return (
    <main>
      <Message />
      <section aria-label="Counter">
        <button type="button" onClick={() => setCount(count - 1)} aria-label="One less">
          −
        </button>
        <output aria-label="Count">{count}</output>
        <button type="button" onClick={() => setCount(count + 1)} aria-label="One more">
          +
        </button>
      </section>
      <PageAge />
    </main>
  );
}
