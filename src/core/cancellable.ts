/** What can be called off. */
export interface Cancellable {
  signal?: AbortSignal | undefined;
}
