import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { errorCode, messageOf, isMissing } from "./nodeErrors";

it("knows an error of Node where the file has globals of its own", () => {
  const error: unknown = runInNewContext(`Object.assign(new Error("no file"), { code: "ENOENT" })`);
  expect(error).not.toBeInstanceOf(Error);
  expect(isMissing(error)).toBe(true);
  expect(messageOf(error)).toBe("no file");
});

it.each([undefined, null, 7, true])("bears %j", (thrown) => {
  expect(errorCode(thrown)).toBeUndefined();
  expect(messageOf(thrown)).toBe(String(thrown));
});
