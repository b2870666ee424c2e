/** What looks like a secret, and what is put in its place. What is kept says which one it was. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[secret]"],
  [
    /\b(authorization|proxy-authorization|cookie|set-cookie)(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi,
    "$1$2[secret]",
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, "$1 [secret]"],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, "$1[secret]@"],
  [
    /([?&#](?:[\w.-]*(?:token|key|secret|password|passwd|signature|sig|auth|code|session)[\w.-]*)=)[^&\s"'#)]+/gi,
    "$1[secret]",
  ],
  [
    /((?:^|[^\w])["']?[\w.-]*(?:token|secret|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|credential|_key|dsn)s?["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s,;}]+)/gi,
    "$1[secret]",
  ],
  [/\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/g, "[secret]"],
  [
    /\b(?:sk|pk|rk|ghp|gho|ghu|ghs|ghr|github_pat|glpat|npm|xox[abpr]|bl|whsec|hf|AIza)[_-]?(?=[\w-]*\d)[\w-]{16,}/g,
    "[secret]",
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, "[secret]"],
  [/\b(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[A-Za-z0-9+_-]{36,}={0,2}/g, "[secret]"],
];

/** The text without what looks like a secret. It may take too much; it should not take too little. */
export const redacted = (text: string): string =>
  SECRETS.reduce((rest, [form, word]) => rest.replace(form, word), text);
