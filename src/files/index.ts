export { useDirectory } from "./useDirectory";
export { useFile } from "./useFile";
export { useFileMutations } from "./useFileMutations";
export { useFileQueries, type FileQueries } from "./useFileQueries";
export type {
  DirectoryOptions,
  FileConflict,
  FileContent,
  FileMutations,
  FileOptions,
  FileQuery,
  FileState,
  MutationOptions,
  RemoveOptions,
  SandboxDirectory,
  SandboxFile,
  SaveOutcome,
} from "./types";
export type { DirectoryEntry } from "../platform";
