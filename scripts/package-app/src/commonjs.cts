// A CommonJS file has TanStack's class from another declaration than the kit.
import { QueryClient } from "@tanstack/react-query";
import type { SandboxProviderProps } from "blaxel-react";

export const props: SandboxProviderProps = {
  endpoint: "/api/sandbox",
  queryClient: new QueryClient(),
};
