import { expect, it } from "vitest";
import { SandboxError } from "../errors";
import { createStaticStore } from "../session";
import { ProcessController } from "./processController";

const MANY = 1_000;

it("invariant 5: a thousand components of one process cost a thousand times what one costs", () => {
  const offline = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });
  const store = createStaticStore(offline);
  const controller = new ProcessController(store, "dev", () => {});
  let told = 0;
  let looks = 0;
  const options = {
    name: "dev",
    command: "npm run dev",
    get enabled() {
      looks++;
      return true;
    },
  };
  const subscribers = Array.from({ length: MANY }, () => {
    controller.subscribe(() => {
      told++;
      controller.disagreesWith(options.command);
    });
    const subscriber = controller.addSubscriber();
    subscriber.update(options);
    return subscriber;
  });
  expect(told).toBeLessThan(10);
  expect(looks).toBeLessThan(10 * MANY);
  for (const subscriber of subscribers) subscriber.release();
  expect(told).toBeLessThan(2 * MANY);
  expect(looks).toBeLessThan(20 * MANY);
});
