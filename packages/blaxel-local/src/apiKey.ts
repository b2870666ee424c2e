import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Whether a request carries the workspace's API key, in the SDK's header or in the usual one. */
export function carriesKey(request: IncomingMessage, apiKey: string, workspace: string): boolean {
  const header = request.headers["x-blaxel-authorization"] ?? request.headers.authorization ?? "";
  const given = Buffer.from(String(header).replace(/^Bearer /i, ""));
  const wanted = Buffer.from(apiKey);
  const named = request.headers["x-blaxel-workspace"];
  return (
    given.length === wanted.length &&
    timingSafeEqual(given, wanted) &&
    (named === undefined || named === workspace)
  );
}
