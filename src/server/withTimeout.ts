/**
 * Waits for `work` at most `ms` milliseconds, then goes on with what `late` gives or throws. The
 * work itself cannot be stopped (the SDK takes no signal); a late failure of it is nobody's business.
 */
export async function withTimeout<Value>(
  ms: number,
  work: Promise<Value>,
  late: () => Value,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), timeout]);
    return first === "late" ? late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
