/**
 * What a folder holds under one name.
 *
 * @example
 * ```tsx
 * const icon = entry.kind === "directory" ? "📁" : "📄";
 * ```
 */
export interface DirectoryEntry {
  /** Its last part. */
  readonly name: string;
  /** Its absolute path. */
  readonly path: string;
  /** What it is. A link may lead to a file, a folder, or nowhere; `other` is a socket or a device. */
  readonly kind: "file" | "directory" | "symlink" | "other";
  /** In bytes; `undefined` for a folder. */
  readonly size?: number | undefined;
  /** When its content changed, RFC 3339 to the nanosecond; `undefined` for a folder. */
  readonly modified?: string | undefined;
  /** The nine permission bits of Unix, such as `0o644`; `undefined` for a folder. */
  readonly mode?: number | undefined;
}
