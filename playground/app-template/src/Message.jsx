export function Message() {
  return (
    <header>
      <h1>Hello from the sandbox</h1>
      <p>
        Count to a number you like, then change this text in the editor. The page follows, and the
        number stays.
      </p>
    </header>
  );
}
