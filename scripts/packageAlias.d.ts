/** The packages' own names, resolved to their source. */
export const packageAlias: Record<string, string>;
