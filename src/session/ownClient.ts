import { QueryClient } from "@tanstack/react-query";

let client: QueryClient | undefined;

/** The query client of pages that have none. */
export const ownClient = (): QueryClient => (client ??= new QueryClient());
