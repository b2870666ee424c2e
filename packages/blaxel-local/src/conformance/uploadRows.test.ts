import { expect } from "vitest";
import { form, member, walkRows, type Row } from "./contract";
import { at } from "./fileCalls";

const rows: Row[] = [
  {
    row: "a form uploads a file",
    ask: (stand) => stand.call("PUT", at(stand, "/u.bin"), { body: form("bytes") }),
    answers: ({ dir }) => ({
      status: 200,
      json: { path: `${dir}/u.bin`, message: "Binary file uploaded successfully" },
    }),
  },
  {
    row: "permissions behind the file of a form: profile A has written it by then",
    before: (stand) =>
      stand.call("PUT", at(stand, "/u.sh"), { body: form("x", { permissions: "0755" }) }),
    ask: (stand) => stand.call("GET", at(stand, "/u.sh")),
    answers: {
      A: () => ({
        status: 200,
        json: expect.objectContaining({ permissions: "644", content: "x" }),
      }),
      B: () => ({
        status: 200,
        json: expect.objectContaining({ permissions: "755", content: "x" }),
      }),
    },
  },
  {
    row: "a form without a file",
    ask: (stand) => {
      const data = new FormData();
      data.append("permissions", "0644");
      return stand.call("PUT", at(stand, "/u.bin"), { body: data });
    },
    answers: () => ({ status: 400, error: "missing 'file' field in multipart form" }),
  },
  {
    row: "an upload in parts is put together by number",
    ask: async (stand) => {
      const { json } = await stand.call(
        "POST",
        `/filesystem-multipart/initiate/${stand.dirUrl}%2Fm`,
        {
          json: { permissions: "0600" },
        },
      );
      const upload = `/filesystem-multipart/${String(member(json, "uploadId"))}`;
      const part = async (partNumber: number, content: string) => {
        const path = `${upload}/part?partNumber=${partNumber}`;
        return (await stand.call("PUT", path, { body: form(content) })).json;
      };
      const parts = [await part(2, "two"), await part(1, "one")];
      expect(parts[1]).toEqual({
        partNumber: 1,
        etag: "f97c5d29941bfb1b2fdab0874906ab82",
        size: 3,
      });
      const listed = await stand.call("GET", `${upload}/parts`);
      expect(member(listed.json, "parts")).toMatchObject([{ partNumber: 1 }, { partNumber: 2 }]);
      const done = await stand.call("POST", `${upload}/complete`, { json: { parts } });
      check(done, stand.dir);
      return stand.call("GET", at(stand, "/m"));
    },
    answers: () => ({
      status: 200,
      json: expect.objectContaining({ content: "onetwo", permissions: "600" }),
    }),
  },
  {
    row: "an upload that nobody began",
    ask: (stand) =>
      stand.call("POST", "/filesystem-multipart/nope/complete", {
        json: { parts: [{ partNumber: 1, etag: "x" }] },
      }),
    answers: () => ({ status: 404, error: "upload not found: nope" }),
  },
  {
    row: "a part without a number",
    ask: (stand) => stand.call("PUT", "/filesystem-multipart/nope/part", { body: form("x") }),
    answers: () => ({ status: 400, error: "partNumber is required" }),
  },
];

function check(done: { status: number; json: unknown }, dir: string): void {
  expect(done).toMatchObject({
    status: 200,
    json: { path: `${dir}/m`, message: "Multipart upload completed successfully" },
  });
}

walkRows("uploads", rows);
