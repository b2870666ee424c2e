import { basename } from "node:path";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** Counts the inputs that held, by area and in all, and says of each other one what became of it. */
export default class AttackReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], uncaught: readonly SerializedError[]): void {
    let [held, tried] = [0, 0];
    const areas = modules.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
    for (const area of areas) {
      const inputs = [...area.children.allTests()];
      const broken = inputs.filter((input) => input.result().state !== "passed");
      held += inputs.length - broken.length;
      tried += inputs.length;
      print(`${nameOf(area)}: ${inputs.length - broken.length} of ${inputs.length} held`);
      for (const input of broken) print(`- ${input.fullName}${said(input.result().errors)}`);
      if (area.errors().length > 0) print(`- the area itself${said(area.errors())}`);
    }
    if (uncaught.length > 0) print(`Caught by no code${said(uncaught)}`);
    print(`${held} of ${tried} hostile inputs held`);
  }
}

const nameOf = ({ moduleId }: TestModule) => basename(moduleId).replace(/\.attack\.tsx?$/, "");

const said = (errors: readonly { message?: string }[] | undefined) =>
  (errors ?? []).map(({ message = "" }) => `\n  ${message.replaceAll("\n", "\n  ")}`).join("");

const print = (text: string) => process.stdout.write(`${text}\n`);
