// What becomes of a file, an edit of it, and what others write. Pure: no clock, no network.
import type { SandboxError } from "../errors";
import { sameContent } from "./fileContent";
import { shownText, storedText } from "./lineEnds";
import type { FileConflict, FileContent, FileState } from "./types";

export interface FileModel {
  /** What the file was seen to hold: what the edit is made of. */
  readonly seen: FileContent | undefined;
  /** The edit. */
  readonly draft: string | undefined;
  /** What another writer has made of it since, beside an edit. */
  readonly theirs: FileContent | undefined;
  readonly isSaving: boolean;
  readonly error: SandboxError | undefined;
}

export const firstModel: FileModel = {
  seen: undefined,
  draft: undefined,
  theirs: undefined,
  isSaving: false,
  error: undefined,
};

export type FileEvent =
  | { readonly type: "read"; readonly content: FileContent }
  | { readonly type: "edited"; readonly value: string }
  | { readonly type: "saving" }
  /** `value` was written as `text`. */
  | { readonly type: "saved"; readonly value: string; readonly text: string }
  /** Right after a save another writer's text was there. */
  | { readonly type: "overwritten"; readonly value: string; readonly content: FileContent }
  | { readonly type: "not-saved"; readonly error?: SandboxError | undefined }
  | { readonly type: "unreadable"; readonly error: SandboxError }
  | { readonly type: "keep-mine" }
  | { readonly type: "drop-mine" };

export function nextModel(model: FileModel, event: FileEvent): FileModel {
  const { seen, draft, theirs } = model;
  switch (event.type) {
    case "read": {
      // Of what is on its way there may be a part, or nothing yet.
      if (model.isSaving) return model;
      const { content } = event;
      const clean = { ...model, error: undefined, theirs: undefined };
      const isMine = content.kind === "text" && shownText(content.text) === draft;
      if (draft === undefined || isMine) {
        const isKnown = draft === undefined && sameContent(seen, content);
        return isKnown && !model.error ? model : { ...clean, seen: content, draft: undefined };
      }
      return sameContent(seen, content) ? clean : { ...clean, theirs: content };
    }
    case "edited": {
      if (!isEditable(model)) return model;
      const isAsBefore = seen?.kind === "text" && event.value === shownText(seen.text);
      if (!isAsBefore) return { ...model, draft: event.value };
      return { ...model, draft: undefined, seen: theirs ?? seen, theirs: undefined };
    }
    case "saving":
      return { ...model, isSaving: true, error: undefined };
    case "saved": {
      // The user may have typed on.
      const isAll = draft === event.value;
      const written: FileContent = { kind: "text", text: event.text };
      return { ...firstModel, seen: written, draft: isAll ? undefined : draft };
    }
    case "overwritten":
      return { ...model, draft: draft ?? event.value, theirs: event.content };
    case "not-saved":
      return { ...model, isSaving: false, error: event.error };
    case "unreadable":
      return { ...model, error: event.error };
    case "keep-mine":
      if (theirs?.kind !== "text" && theirs?.kind !== "missing") return model;
      return { ...model, seen: theirs, theirs: undefined };
    default:
      return { ...model, draft: undefined, seen: theirs ?? seen, theirs: undefined };
  }
}

/** What cannot be read as text is never written over. */
const isEditable = ({ seen, draft }: FileModel): boolean =>
  draft !== undefined || seen?.kind === "text" || seen?.kind === "missing";

/** How the edit would be stored. */
export const textToStore = ({ seen }: FileModel, draft: string): string =>
  storedText(draft, seen?.kind === "text" ? seen.text : "");

export function stateOf(
  model: FileModel,
  actions: Pick<FileConflict, "keepMine" | "takeTheirs">,
): FileState {
  const { seen, draft, theirs, isSaving, error } = model;
  const value = draft ?? (seen?.kind === "text" ? shownText(seen.text) : undefined);
  return {
    status: statusOf(model),
    value,
    bytes: draft === undefined && seen?.kind === "binary" ? seen.bytes : undefined,
    isDirty: draft !== undefined,
    isSaving,
    conflict: theirs && {
      reason: REASONS[theirs.kind],
      mine: draft ?? "",
      theirs: theirs.kind === "text" ? shownText(theirs.text) : undefined,
      ...actions,
    },
    error,
  };
}

const REASONS = {
  text: "changed",
  missing: "removed",
  binary: "unreadable",
  "too-large": "unreadable",
} as const;

function statusOf({ seen, draft, error }: FileModel): FileState["status"] {
  if (draft !== undefined) return "ready";
  if (!seen) return error ? "error" : "loading";
  return seen.kind === "text" ? "ready" : seen.kind;
}
