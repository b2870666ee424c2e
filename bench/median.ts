/** The middle of `values`; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** How often something is measured, so that a median means something. */
export const rounds = (quick: boolean): number => (quick ? 3 : 9);
