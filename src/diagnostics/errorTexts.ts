import { useMemo } from "react";
import { useLabels, type AppErrorTextKey } from "../session";

/** What an error's card says unless `labels` on the provider says otherwise. */
const english = {
  "errors.kind.build": "Build error",
  "errors.kind.server": "Server error",
  "errors.kind.browser": "Browser error",
  "errors.kind.process": "The process failed",
  "errors.status.open": "Open",
  "errors.status.resolved": "Resolved",
  "errors.status.unknown": "Perhaps resolved",
  "errors.approximate": "about here",
  "errors.outside": "outside of the app",
  "errors.code": "Code",
  "errors.stack": "Call stack",
  "errors.fix": "Fix this",
  "errors.open": "Open file",
  "errors.copy": "Copy",
  "errors.copied": "Error copied",
  "errors.copy.failed": "The browser does not allow copying",
} as const satisfies Record<AppErrorTextKey, string>;

const isKey = (key: string): key is keyof typeof english => key in english;
const keys = Object.keys(english).filter(isKey);

/** The texts of an error's card, in the user's language where they gave it. */
export function useErrorTexts(): Readonly<Record<keyof typeof english, string>> {
  const label = useLabels();
  return useMemo(() => {
    const texts: Record<keyof typeof english, string> = { ...english };
    for (const key of keys) texts[key] = label(key, english[key]);
    return texts;
  }, [label]);
}
