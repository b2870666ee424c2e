import { afterEach, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { Credential } from "../session";
import { ProcessController } from "./processController";

let bed: ProcessTestbed;
afterEach(() => bed.close());

/** What Vite takes for the names that it may answer under, when a session has this preview. */
async function allowedHosts(previewUrl: string | undefined, env?: Record<string, string>) {
  bed = await startProcessTestbed();
  const preview = () =>
    previewUrl ? new Credential("preview", previewUrl, undefined, undefined) : undefined;
  const controller = new ProcessController({ ...bed.store, preview }, "dev", () => {});
  const subscriber = controller.addSubscriber();
  const leave = controller.subscribeLogs(() => {});
  const command = 'echo "[$__VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS]"';
  subscriber.update({ name: "dev", command, env });
  await eventually(() => expect(controller.logs.status).toBe("ended"));
  leave();
  subscriber.release();
  return controller.logs.buffer.slice().map(({ text }) => text);
}

it.each([
  ["https://abc.preview.bl.run", "[.preview.bl.run]"],
  ["https://app.example.com/", "[.example.com]"],
  ["https://example.com", "[example.com]"],
  [undefined, "[]"],
])("Vite is told the names of all previews beside %s", async (url, hosts) => {
  expect(await allowedHosts(url)).toEqual([hosts]);
});

it("takes the user's own variable instead", async () => {
  const env = { __VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS: "mine" };
  expect(await allowedHosts("https://abc.preview.bl.run", env)).toEqual(["[mine]"]);
});
