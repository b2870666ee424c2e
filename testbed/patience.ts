/**
 * How long a test waits for what is to come. It is bounded, so that a failure says what never came,
 * and long, since a machine that is busy with other things takes its time.
 */
export const PATIENCE = { timeout: 60_000, interval: 20 };

/** A test may wait for more than one thing. */
export const TEST_LIMIT_MS = 150_000;
