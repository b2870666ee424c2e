/**
 * A refusal of the control plane. Its `code` is a number, as `@blaxel/core` compares it with 404 and
 * 409 and throws the parsed body itself.
 */
export class ControlError extends Error {
  override readonly name = "ControlError";
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}
