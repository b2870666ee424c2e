import picomatch from "picomatch";

const MAX_PATTERN = 256;

/**
 * Says whether a base name matches any of the globs; without globs every name does. They are Go's:
 * `*`, `?` and `[a-z]`, no braces and no `**`. A malformed one matches nothing.
 */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true;
  const matchers = patterns
    .map((pattern) => pattern.replace(/\*+/g, "*"))
    .filter((pattern) => pattern !== "" && pattern.length <= MAX_PATTERN)
    .map((pattern) =>
      picomatch(pattern, {
        dot: true,
        nobrace: true,
        noextglob: true,
        nonegate: true,
        noglobstar: true,
      }),
    );
  return (name) => matchers.some((matches) => matches(name));
}
