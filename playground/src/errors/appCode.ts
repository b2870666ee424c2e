import type { SandboxHandle } from "blaxel-react";
import { settings } from "../settings";

/** A file that the editor beside it does not show, and what stands in it, sound and broken. */
const file = `${settings.workingDir}/src/PageAge.jsx`;
const sound = "useState(age);";
const broken = "useState(age;";

/** Writes a mistake into the app. */
export const breakCode = (sandbox: SandboxHandle) => replace(sandbox, file, sound, broken);

/** Repairs what `breakCode` has done, in the file that an error names. An agent would do more. */
export const repairCode = (sandbox: SandboxHandle, named: string) =>
  replace(sandbox, `${settings.workingDir}/${named}`, broken, sound);

async function replace(sandbox: SandboxHandle, path: string, from: string, to: string) {
  await sandbox.run(
    async ({ fs }) => {
      const text = await fs.read(path);
      await fs.write(path, text.replace(from, to));
    },
    { idempotent: true },
  );
}
