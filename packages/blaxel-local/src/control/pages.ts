import { ControlError } from "./controlError";
import type { ControlRequest } from "./controlPlane";
import type { Fields } from "./records";

const DEFAULT_LIMIT = 200;
const LARGEST_LIMIT = 1000;

/** One page of a list, as `limit` and `cursor` of the request ask for it. */
export function page<T>(request: ControlRequest, all: readonly T[], answer: (item: T) => unknown) {
  const asked = Number(request.query("limit") ?? DEFAULT_LIMIT);
  const limit =
    Number.isInteger(asked) && asked > 0 ? Math.min(asked, LARGEST_LIMIT) : DEFAULT_LIMIT;
  const start = cursorIndex(request.query("cursor"));
  const hasMore = start + limit < all.length;
  const next: Fields = hasMore ? { nextCursor: cursorAt(start + limit) } : {};
  return {
    data: all.slice(start, start + limit).map(answer),
    meta: { hasMore, total: all.length, ...next },
  };
}

const cursorAt = (index: number) => Buffer.from(`at:${index}`).toString("base64url");

function cursorIndex(cursor: string | undefined): number {
  if (cursor === undefined || cursor === "") return 0;
  const index = /^at:(\d+)$/.exec(Buffer.from(cursor, "base64url").toString())?.[1];
  if (index === undefined) throw new ControlError(400, "The cursor is not one of this list");
  return Number(index);
}
