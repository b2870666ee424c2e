/** How long a caller waits for a session: longer than one attempt, whose own error says more. */
export const WAIT_LIMIT_MS = 35_000;
