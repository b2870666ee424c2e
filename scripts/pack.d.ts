/** Builds the package and packs it as for the registry; gives the path of the tarball. */
export function buildAndPack(folder: string): Promise<string>;
