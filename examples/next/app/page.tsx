import { SandboxProvider } from "blaxel-react";
import { backend, visitor } from "../sandbox";
import { Workspace } from "./workspace";

export const dynamic = "force-dynamic";

export default async function Page() {
  return (
    <main>
      <h1>A sandbox in Next.js</h1>
      <SandboxProvider endpoint="/api/sandbox" initial={await backend.initial(await visitor())}>
        <Workspace />
      </SandboxProvider>
    </main>
  );
}
