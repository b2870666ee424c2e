/**
 * Texts of the components, by part: `preview.reload`, `logs.copy`, `error.offline.title` … What is
 * left out stays English. `docs/labels.md` lists them all.
 *
 * @example
 * ```tsx
 * <SandboxProvider endpoint="/api/sandbox" labels={{ "preview.reload": "Neu laden" }}>
 * ```
 */
export type SandboxLabels = Readonly<
  Partial<Record<`preview.${string}` | `logs.${string}` | `error.${string}`, string>>
>;

/** The user's own texts. Each component brings its English ones along. */
export type LabelOverrides = Readonly<Record<string, string | undefined>>;
