import { expect } from "vitest";
import { walkRows, type Row } from "./contract";
import { at, write } from "./fileCalls";

const rows: Row[] = [
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
];

walkRows("changing files", rows);
