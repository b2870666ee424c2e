/** The packages of this repository. */
export type PackageName = "blaxel-react" | "blaxel-local";

/** Builds and packs every package as for the registry; gives the tarballs by the packages' names. */
export function buildAndPack(folder: string): Promise<Record<PackageName, string>>;
