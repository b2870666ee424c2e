/** Notes how to undo a step that has succeeded. */
export type OnUndo = (undo: () => Promise<void>) => void;

/**
 * Takes the steps of `start`; gives what came of them and how to undo them, the last first. When a step
 * fails, those before it are undone at once.
 */
export async function undoable<Started>(
  start: (onUndo: OnUndo) => Promise<Started>,
): Promise<{ started: Started; undo: () => Promise<void> }> {
  const undos: (() => Promise<void>)[] = [];
  const undo = async () => {
    const failures: unknown[] = [];
    for (const one of undos.splice(0)) {
      await one().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    return { started: await start((one) => void undos.unshift(one)), undo };
  } catch (error) {
    await undo();
    throw error;
  }
}
