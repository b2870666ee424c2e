/** The package's own names, resolved to its source. */
export const packageAlias: Record<string, string>;
