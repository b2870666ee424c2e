import { expect } from "vitest";
import { walkRows, type Row, type Stand } from "./contract";

const FILES = {
  "a.ts": "one\nneedle here\nthree\n",
  "b.js": "Needle",
  "src/main.go": "package main",
  "node_modules/x.ts": "needle",
  ".hidden.ts": "needle",
};

const tree = (stand: Stand, files: Record<string, string> = FILES) =>
  stand.call("PUT", `/filesystem/tree${stand.dir}`, { json: { files } });
const names = (...paths: string[]) => paths.map((path) => ({ path, type: "file" }));

const rows: Row[] = [
  {
    row: "a tree is written and answered like a folder",
    ask: (stand) => tree(stand, { "one.txt": "1", "sub/two.txt": "2" }),
    answers: ({ dir }) => ({
      status: 200,
      json: expect.objectContaining({
        path: dir,
        files: [expect.objectContaining({ path: `${dir}/one.txt`, name: "one.txt" })],
        subdirectories: [{ path: `${dir}/sub`, name: "sub" }],
      }),
    }),
  },
  {
    row: "a tree is read one level deep",
    before: (stand) => tree(stand, { "one.txt": "1", "sub/two.txt": "2" }),
    ask: (stand) => stand.call("GET", `/filesystem/tree${stand.dir}`),
    answers: ({ dir }) => ({
      status: 200,
      json: {
        path: dir,
        name: expect.any(String),
        files: [expect.objectContaining({ path: `${dir}/one.txt` })],
        subdirectories: [{ path: `${dir}/sub`, name: "sub" }],
      },
    }),
  },
  {
    row: "a tree is read whole with contents in profile B only",
    before: (stand) => tree(stand, { "one.txt": "1", "sub/two.txt": "2" }),
    ask: (stand) => stand.call("GET", `/filesystem/tree${stand.dir}?recursive=true&content=true`),
    answers: {
      A: ({ dir }) => ({
        status: 200,
        json: expect.objectContaining({
          files: [expect.not.objectContaining({ content: "1" })],
          subdirectories: [{ path: `${dir}/sub`, name: "sub" }],
        }),
      }),
      B: ({ dir }) => ({
        status: 200,
        json: expect.objectContaining({
          recursive: true,
          files: [
            expect.objectContaining({ path: `${dir}/one.txt`, content: "1" }),
            expect.objectContaining({ path: `${dir}/sub/two.txt`, content: "2" }),
          ],
        }),
      }),
    },
  },
  {
    row: "a tree with more files than asked for fails in profile B",
    before: (stand) => tree(stand, { "1": "", "2": "" }),
    ask: (stand) => stand.call("GET", `/filesystem/tree${stand.dir}?maxFiles=1`),
    answers: {
      A: () => ({ status: 200 }),
      B: ({ dir }) => ({
        status: 422,
        error: `error getting file system tree: tree read limit exceeded: more than 1 files match under ${dir}`,
      }),
    },
  },
  {
    row: "a tree that is no folder",
    before: (stand) => tree(stand, { f: "" }),
    ask: (stand) => stand.call("GET", `/filesystem/tree${stand.dir}/f`),
    answers: () => ({ status: 400, error: "path is not a directory" }),
  },
  {
    row: "a tree is deleted",
    before: (stand) => tree(stand),
    ask: (stand) => stand.call("DELETE", `/filesystem/tree${stand.dir}?recursive=true`),
    answers: ({ dir }) => ({
      status: 200,
      json: { path: dir, message: "Directory deleted successfully" },
    }),
  },
  {
    row: "files are found by globs, without hidden and usual folders",
    before: (stand) => tree(stand),
    ask: (stand) => stand.call("GET", `/filesystem-find/${stand.dirUrl}?patterns=*.ts,*.go`),
    answers: () => ({
      status: 200,
      json: { matches: names("a.ts", "src/main.go"), total: 2 },
    }),
  },
  {
    row: "files are found up to a number, hidden ones too if asked for",
    before: (stand) => tree(stand),
    ask: (stand) =>
      stand.call("GET", `/filesystem-find/${stand.dirUrl}?maxResults=2&excludeHidden=false`),
    answers: () => ({ status: 200, json: { matches: names(".hidden.ts", "a.ts"), total: 2 } }),
  },
  {
    row: "folders are found, the one searched in first",
    before: (stand) => tree(stand),
    ask: (stand) => stand.call("GET", `/filesystem-find/${stand.dirUrl}?type=directory`),
    answers: () => ({
      status: 200,
      json: {
        matches: [
          { path: ".", type: "directory" },
          { path: "src", type: "directory" },
        ],
        total: 2,
      },
    }),
  },
  {
    row: "folders to leave out can be named",
    before: (stand) => tree(stand),
    ask: (stand) =>
      stand.call("GET", `/filesystem-find/${stand.dirUrl}?patterns=*.ts&excludeDirs=src`),
    answers: () => ({
      status: 200,
      json: { matches: names("a.ts", "node_modules/x.ts"), total: 2 },
    }),
  },
  {
    row: "a type that does not exist",
    ask: (stand) => stand.call("GET", `/filesystem-find/${stand.dirUrl}?type=link`),
    answers: () => ({ status: 400, error: "invalid search type: link" }),
  },
  {
    row: "nothing found is an empty list",
    before: (stand) => tree(stand),
    ask: (stand) => stand.call("GET", `/filesystem-find/${stand.dirUrl}?patterns=*.none`),
    answers: () => ({ status: 200, json: { matches: [], total: 0 } }),
  },
  {
    row: "paths resemble the query in profile B; A searches for the path itself",
    before: (stand) => tree(stand),
    ask: (stand) => stand.call("GET", `/filesystem-search/${stand.dirUrl}?query=mngo`),
    answers: {
      A: () => ({ status: 200, json: { matches: [], total: 0 } }),
      B: () => ({
        status: 200,
        json: {
          matches: [{ path: "src/main.go", score: expect.any(Number), type: "file" }],
          total: 1,
        },
      }),
    },
  },
  {
    row: "lines that contain a text, whatever its capitals",
    before: (stand) => tree(stand),
    ask: (stand) => stand.call("GET", `/filesystem-content-search/${stand.dirUrl}?query=NEEDLE`),
    answers: () => ({
      status: 200,
      json: {
        query: "NEEDLE",
        matches: [
          { path: ".hidden.ts", line: 1, column: 1, text: "needle" },
          { path: "a.ts", line: 2, column: 1, text: "needle here" },
          { path: "b.js", line: 1, column: 1, text: "Needle" },
        ],
        total: 3,
      },
    }),
  },
  {
    row: "lines that contain a text, with its capitals, in files of a pattern",
    before: (stand) => tree(stand),
    ask: (stand) =>
      stand.call(
        "GET",
        `/filesystem-content-search/${stand.dirUrl}?query=eedle&caseSensitive=true&filePattern=*.js`,
      ),
    answers: () => ({
      status: 200,
      json: {
        query: "eedle",
        matches: [{ path: "b.js", line: 1, column: 2, text: "Needle" }],
        total: 1,
      },
    }),
  },
  {
    row: "the lines around a match, in profile B",
    before: (stand) => tree(stand, { "a.txt": "one\ntwo\nthree" }),
    ask: (stand) =>
      stand.call("GET", `/filesystem-content-search/${stand.dirUrl}?query=two&contextLines=1`),
    answers: {
      A: () => ({
        status: 200,
        json: expect.objectContaining({
          matches: [{ path: "a.txt", line: 2, column: 1, text: "two" }],
        }),
      }),
      B: () => ({
        status: 200,
        json: expect.objectContaining({
          matches: [{ path: "a.txt", line: 2, column: 1, text: "two", context: "one\ntwo\nthree" }],
        }),
      }),
    },
  },
  {
    row: "no line contains the text: null in profile A, [] in B",
    before: (stand) => tree(stand),
    ask: (stand) => stand.call("GET", `/filesystem-content-search/${stand.dirUrl}?query=absent`),
    answers: {
      A: () => ({ status: 200, json: { query: "absent", matches: null, total: 0 } }),
      B: () => ({ status: 200, json: { query: "absent", matches: [], total: 0 } }),
    },
  },
  {
    row: "a search for nothing",
    ask: (stand) => stand.call("GET", `/filesystem-content-search/${stand.dirUrl}`),
    answers: () => ({ status: 400, error: "query parameter is required" }),
  },
  {
    row: "a search in a folder that is missing",
    ask: (stand) => stand.call("GET", `/filesystem-content-search/${stand.dirUrl}?query=x`),
    answers: ({ dir }) => ({ status: 400, error: `specified directory does not exist: ${dir}` }),
  },
  {
    row: "a watch of what is no folder",
    ask: (stand) => stand.call("GET", `/watch/filesystem/${stand.dirUrl}`),
    answers: () => ({ status: 400, error: "path is not a directory" }),
  },
];

walkRows("trees and searches", rows);
