import { HttpError } from "../http";
import { StartRefused, type ManagedProcess } from "../process";
import type { ApiContext } from "./apiContext";
import type { ProcessRequest } from "./processRequest";

/** Starts what was asked for. A refusal is a 422. */
export async function start(
  context: ApiContext,
  { spec }: ProcessRequest,
): Promise<ManagedProcess> {
  try {
    return await context.table.start(spec);
  } catch (error) {
    if (error instanceof StartRefused) throw new HttpError(422, error.message);
    throw error;
  }
}
