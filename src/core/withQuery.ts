/** The address with `query`, behind what it asks for already. */
export const withQuery = (address: string, query: string) =>
  `${address}${address.includes("?") ? "&" : "?"}${query}`;
