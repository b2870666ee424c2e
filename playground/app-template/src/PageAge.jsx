import { useEffect, useState } from "react";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

/** Starts again from nothing when the page is loaded anew: proof that it was not. */
export function PageAge() {
  const [seconds, setSeconds] = useState(age);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(age()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <footer>
      Page loaded at {clock.format(performance.timeOrigin)}, {seconds} s ago
    </footer>
  );
}

function age() {
  return Math.floor(performance.now() / 1000);
}
