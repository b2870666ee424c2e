import { usableLocks } from "../process";

/**
 * Runs the work while no other tab of this origin runs its own for that path: between a comparison and the
 * write after it no tab saves. A page on plain http has no Web Locks: there it just runs.
 */
export async function alone<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  const locks = await usableLocks();
  return locks ? locks.request(`blaxel-react 1 save ${path}`, work) : work();
}
