/** Tells whether a name is one of those; `*` stands for any characters. */
export function nameMatcher(names: readonly string[]): (name: string) => boolean {
  if (names.length === 0) return () => false;
  const patterns = names.map((name) =>
    name
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*"),
  );
  const pattern = new RegExp(`^(?:${patterns.join("|")})$`, "su");
  return (name) => pattern.test(name);
}
