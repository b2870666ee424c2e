import { expect } from "vitest";
import { form, member, walkRows, type Expected, type Row, type Stand } from "./contract";

const write = (stand: Stand, path: string, content: string, permissions?: string) =>
  stand.call("PUT", `/filesystem/${stand.dirUrl}${encodeURIComponent(path)}`, {
    json: { content, ...(permissions ? { permissions } : {}) },
  });
const at = (stand: Stand, path = "") => `/filesystem/${stand.dirUrl}${encodeURIComponent(path)}`;
const fileOf = (path: string, name: string, size: number, permissions = "644") => ({
  path,
  name,
  permissions,
  size,
  lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/),
  owner: expect.any(String),
  group: expect.any(String),
});
const inProfiles = (make: (stand: Stand) => Expected) => ({ A: make, B: make });

const rows: Row[] = [
  {
    row: "a folder is listed: hidden files too, links as files",
    before: async (stand) => {
      await write(stand, "/f.txt", "hello");
      await write(stand, "/.hidden", "");
      await write(stand, "/sub/g.txt", "");
      await stand.call("POST", "/process", {
        json: { command: "ln -s f.txt link", workingDir: stand.dir, waitForCompletion: true },
      });
    },
    ask: (stand) => stand.call("GET", at(stand)),
    answers: ({ dir }) => ({
      status: 200,
      json: {
        path: dir,
        name: dir.slice("/tmp/".length),
        files: [
          fileOf(`${dir}/.hidden`, ".hidden", 0),
          fileOf(`${dir}/f.txt`, "f.txt", 5),
          fileOf(`${dir}/link`, "link", 5, "1000000777"),
        ],
        subdirectories: [{ path: `${dir}/sub`, name: "sub" }],
      },
    }),
  },
  {
    row: "a file is read as JSON; profile A leaves its name out",
    before: (stand) => write(stand, "/f.txt", "wörld"),
    ask: (stand) => stand.call("GET", at(stand, "/f.txt")),
    answers: {
      A: ({ dir }) => ({
        status: 200,
        json: { ...fileOf(`${dir}/f.txt`, "", 6), content: "wörld" },
      }),
      B: ({ dir }) => ({
        status: 200,
        json: { ...fileOf(`${dir}/f.txt`, "f.txt", 6), content: "wörld" },
      }),
    },
  },
  {
    row: "a file is read raw with Accept: application/octet-stream",
    before: (stand) => write(stand, "/page.html", "<p>"),
    ask: (stand) =>
      stand.call("GET", at(stand, "/page.html"), {
        headers: { accept: "application/octet-stream" },
      }),
    answers: () => ({
      status: 200,
      text: "<p>",
      headers: {
        "content-type": "text/html",
        "content-disposition": 'attachment; filename="page.html"',
        "content-length": "3",
      },
    }),
  },
  {
    row: "a file is read raw with ?download=true, from a byte on",
    before: (stand) => write(stand, "/x.bin", "0123456789"),
    ask: (stand) =>
      stand.call("GET", `${at(stand, "/x.bin")}?download=true`, { headers: { range: "bytes=7-" } }),
    answers: () => ({
      status: 206,
      text: "789",
      headers: { "content-range": "bytes 7-9/10", "content-type": "application/octet-stream" },
    }),
  },
  {
    row: "a range beyond the end is refused",
    before: (stand) => write(stand, "/x.bin", "0123456789"),
    ask: (stand) =>
      stand.call("GET", `${at(stand, "/x.bin")}?download=true`, {
        headers: { range: "bytes=99-" },
      }),
    answers: () => ({ status: 416, headers: { "content-range": "bytes */10" } }),
  },
  {
    row: "a missing file",
    ask: (stand) => stand.call("GET", at(stand, "/none")),
    answers: ({ dir }) => ({ status: 404, error: `stat ${dir}/none: no such file or directory` }),
  },
  {
    row: "a path without an encoded slash is relative to /",
    before: (stand) => write(stand, "/f.txt", "x"),
    ask: (stand) => stand.call("GET", `/filesystem${stand.dir}/f.txt`),
    answers: inProfiles(({ dir }) => ({
      status: 200,
      json: expect.objectContaining({ path: `${dir}/f.txt`.slice(1), content: "x" }),
    })),
  },
  {
    row: "a double slash makes a path absolute",
    before: (stand) => write(stand, "/f.txt", "x"),
    ask: (stand) => stand.call("GET", `/filesystem/${stand.dir}/f.txt`),
    answers: ({ dir }) => ({
      status: 200,
      json: expect.objectContaining({ path: `${dir}/f.txt` }),
    }),
  },
  {
    row: "an absolute path may follow the route directly",
    before: (stand) => write(stand, "/f.txt", "x"),
    ask: (stand) => stand.call("GET", `/filesystem${stand.dirUrl}%2Ff.txt`),
    answers: ({ dir }) => ({
      status: 200,
      json: expect.objectContaining({ path: `${dir}/f.txt` }),
    }),
  },
  {
    row: "~ is the home folder",
    before: (stand) => write(stand, "/f.txt", "x"),
    ask: (stand) => stand.call("GET", `/filesystem/~${stand.dir}/f.txt`),
    answers: ({ dir }) => ({
      status: 200,
      json: expect.objectContaining({ path: `${dir}/f.txt` }),
    }),
  },
  {
    row: "a folder is made, and those above it",
    ask: (stand) => stand.call("PUT", at(stand, "/a/b"), { json: { isDirectory: true } }),
    answers: ({ dir }) => ({
      status: 200,
      json: { path: `${dir}/a/b`, message: "Directory created successfully" },
    }),
  },
  {
    row: "permissions take effect",
    before: (stand) => write(stand, "/run.sh", "", "0700"),
    ask: (stand) => stand.call("GET", at(stand, "/run.sh")),
    answers: () => ({ status: 200, json: expect.objectContaining({ permissions: "700" }) }),
  },
  {
    row: "permissions that are no octal number",
    ask: (stand) => write(stand, "/f", "", "rwx"),
    answers: () => ({
      status: 400,
      error: `invalid permissions format 'rwx': strconv.ParseUint: parsing "rwx": invalid syntax`,
    }),
  },
  {
    row: "a file cannot be written where a folder is",
    before: (stand) => write(stand, "/sub/f", ""),
    ask: (stand) => write(stand, "/sub", "x"),
    answers: ({ dir }) => ({
      status: 422,
      error: `error writing file: open ${dir}/sub: is a directory`,
    }),
  },
  {
    row: "a file cannot be written below a file",
    before: (stand) => write(stand, "/f", ""),
    ask: (stand) => write(stand, "/f/g", "x"),
    answers: () => ({ status: 422, error: /^error writing file: .*: not a directory$/ }),
  },
  {
    row: "a body that is no JSON",
    ask: (stand) => stand.call("PUT", at(stand, "/f"), { body: "{bad" }),
    answers: () => ({
      status: 400,
      error:
        "invalid request body: invalid character 'b' looking for beginning of object key string",
    }),
  },
  {
    row: "an empty body",
    ask: (stand) => stand.call("PUT", at(stand, "/f"), { body: "" }),
    answers: () => ({ status: 400, error: "invalid request body: EOF" }),
  },
  {
    row: "content of a wrong type",
    ask: (stand) => stand.call("PUT", at(stand, "/f"), { json: { content: 5 } }),
    answers: () => ({
      status: 400,
      error:
        "invalid request body: json: cannot unmarshal number into Go struct field .content of type string",
    }),
  },
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
    row: "a file is deleted",
    before: (stand) => write(stand, "/f", ""),
    ask: (stand) => stand.call("DELETE", at(stand, "/f")),
    answers: ({ dir }) => ({
      status: 200,
      json: { path: `${dir}/f`, message: "File deleted successfully" },
    }),
  },
  {
    row: "a full folder is not deleted",
    before: (stand) => write(stand, "/f", ""),
    ask: (stand) => stand.call("DELETE", at(stand)),
    answers: ({ dir }) => ({
      status: 422,
      error: `error deleting directory: remove ${dir}: directory not empty`,
    }),
  },
  {
    row: "a full folder is deleted with ?recursive=true",
    before: (stand) => write(stand, "/f", ""),
    ask: (stand) => stand.call("DELETE", `${at(stand)}?recursive=true`),
    answers: ({ dir }) => ({
      status: 200,
      json: { path: dir, message: "Directory deleted successfully" },
    }),
  },
  {
    row: "what is missing cannot be deleted",
    ask: (stand) => stand.call("DELETE", at(stand)),
    answers: () => ({ status: 404, error: "file or directory not found" }),
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

walkRows("files", rows);
