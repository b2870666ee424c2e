import { QueryClient } from "@tanstack/react-query";

let client: QueryClient | undefined;

/** The query client of a page that has none. On a server every request has one of its own. */
export const ownClient = (): QueryClient =>
  typeof document === "undefined" ? new QueryClient() : (client ??= new QueryClient());
