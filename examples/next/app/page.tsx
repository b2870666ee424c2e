import { SandboxProvider } from "blaxel-react";
import { connection } from "next/server";
import { Suspense } from "react";
import { backend, visitor } from "../sandbox";
import { Workspace } from "./workspace";

/** The preview is the visitor's own, so this part waits for a request. Next.js can prerender the rest. */
async function Sandbox() {
  await connection();
  return (
    <SandboxProvider endpoint="/api/sandbox" initial={await backend.initial(await visitor())}>
      <Workspace />
    </SandboxProvider>
  );
}

export default function Page() {
  return (
    <main>
      <h1>A sandbox in Next.js</h1>
      <Suspense fallback={<p>Opening the sandbox…</p>}>
        <Sandbox />
      </Suspense>
    </main>
  );
}
