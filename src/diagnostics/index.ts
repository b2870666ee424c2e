export { useAppErrors } from "./useAppErrors";
export { ErrorCard } from "./ErrorCard";
export { toPrompt } from "./toPrompt";
export type {
  AppError,
  AppErrorKind,
  AppErrorOptions,
  AppErrorPlace,
  AppErrorReport,
  AppErrors,
  AppErrorSource,
  AppErrorStatus,
  ErrorCardProps,
} from "./types";
