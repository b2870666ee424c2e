import { expect } from "vitest";
import { walkRows, type Row } from "./contract";
import { at, write } from "./fileCalls";

const fileOf = (path: string, name: string, size: number, permissions = "644") => ({
  path,
  name,
  permissions,
  size,
  lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/),
  owner: expect.any(String),
  group: expect.any(String),
});
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
    answers: ({ dir }) => ({
      status: 200,
      json: expect.objectContaining({ path: `${dir}/f.txt`.slice(1), content: "x" }),
    }),
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
];

walkRows("reading files", rows);
