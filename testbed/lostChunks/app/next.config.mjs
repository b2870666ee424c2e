// Static, so that one server can lose chunks of every build; the browser's part is as always.
export default { output: "export" };
