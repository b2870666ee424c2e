/**
 * A refusal of the control plane. Its `code` is a number, as `@blaxel/core` compares it with 404 and
 * 409 and throws the parsed body itself, or has a name where Blaxel's has one; then the number stands
 * in `status_code`.
 */
export class ControlError extends Error {
  override readonly name = "ControlError";
  constructor(
    readonly code: number,
    message: string,
    /** The name, such as `SANDBOX_ALREADY_EXISTS`, and what else the body says. */
    readonly named?: { code: string } & Record<string, string>,
  ) {
    super(message);
  }
}
