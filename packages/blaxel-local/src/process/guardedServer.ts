// A server for a test to kill: says over IPC where it is, and never closes anything.
import { serveSandbox } from "../api/testServer";

const server = await serveSandbox();
const { json } = await server.start({
  command: "echo $BLAXEL_LOCAL_SANDBOX",
  waitForCompletion: true,
});
process.send?.({
  base: server.base,
  root: server.root,
  folder: String(json["stdout"]).trim(),
});
