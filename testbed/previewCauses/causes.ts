// What a preview comes to, by what is behind it: `docs/preview-causes.md` is written from this table,
// and `e2e/engines/previewCauses.test.ts` plays it in three engines.
import type { SandboxErrorKind } from "blaxel-react";
import type { EngineName } from "../../scripts/engines.js";

/** What the headers of the preview's answers allow the page to read. */
export const ANSWERS = ["readable", "as documented", "unreadable"] as const;
export type Answers = (typeof ANSWERS)[number];

/** Whether the preview has the process behind it as `process`. */
export const LINKS = ["alone", "linked"] as const;
export type Link = (typeof LINKS)[number];

/** How a preview ends up: shown, shown with a warning, or covered by an error. */
export type Sight = "ready" | `ready, ${SandboxErrorKind}` | `error, ${SandboxErrorKind}`;

/** By `ANSWERS`, in their order; one where they make no difference. */
type Sights = Sight | readonly [readable: Sight, asDocumented: Sight, unreadable: Sight];

/** A policy of the page around the preview, by the name that `servePages` knows. */
export type HostPolicy =
  { readonly embedderPolicy: "require-corp" } | { readonly contentPolicy: string };

/** One row of the table. */
export interface Cause {
  readonly name: string;
  /** When something listens on the preview's port. Default: always. */
  readonly listens?: "never" | "later";
  /** What is asked of the app, see `oddServer.mjs`. Default: its page. */
  readonly path?: string;
  readonly policy?: HostPolicy;
  /** The preview is private: whether its gateway gives the browser a cookie, as by default, or none. */
  readonly isPrivate?: "with a cookie" | "without a cookie";
  /** What the frame holds in the end is the app's page, as it should be. */
  readonly isApp: boolean;
  readonly sights: Sights;
  /** Where a linked process makes a difference. */
  readonly linked?: Sights;
  /** Where an engine makes a difference. */
  readonly engines?: Partial<Record<EngineName, Sights>>;
}

const noObject = { contentPolicy: "object-src 'none'" };
const unsaid = "error, cors-missing";
const warned = "ready, cors-missing";

/**
 * Unread, a download is told from an error by nothing but a frame that stays empty. Chromium alone
 * leaves a trial of it open, so that a linked process is believed and the frame is waited for.
 */
const downloaded = {
  sights: ["error, not-a-page", "error, not-a-page", unsaid],
  linked: "error, not-a-page",
  engines: {
    firefox: ["error, not-a-page", "error, not-a-page", unsaid],
    webkit: ["error, not-a-page", "error, not-a-page", unsaid],
  },
} satisfies Partial<Cause>;

/** Every row, in the order of the page. */
export const CAUSES: readonly Cause[] = [
  { name: "the app", isApp: true, sights: ["ready", "ready", warned] },
  {
    name: "the app, behind a private preview",
    isPrivate: "with a cookie",
    isApp: true,
    // A token in a header takes CORS headers that allow it.
    sights: ["ready", warned, warned],
    engines: { webkit: "error, cookies-blocked" },
  },
  {
    name: "the app, behind a private preview whose gateway gives no cookie",
    isPrivate: "without a cookie",
    isApp: true,
    sights: "error, cookies-blocked",
  },
  {
    name: "nothing listens: the gateway's 502",
    listens: "never",
    isApp: false,
    sights: ["error, nothing-listening", "error, nothing-listening", unsaid],
  },
  {
    name: "nothing listens at first, then the app",
    listens: "later",
    isApp: true,
    sights: ["ready", "ready", warned],
  },
  {
    name: "404",
    path: "/status/404",
    isApp: false,
    sights: ["error, app-failed", "error, app-failed", unsaid],
  },
  {
    name: "500",
    path: "/status/500",
    isApp: false,
    sights: ["error, app-failed", "error, app-failed", unsaid],
  },
  {
    // Nothing in such an answer says that it is not the gateway's.
    name: "the app answers 502",
    path: "/status/502",
    isApp: false,
    sights: ["error, nothing-listening", "error, nothing-listening", unsaid],
  },
  {
    name: "the dev server refuses the host",
    path: "/host",
    isApp: false,
    sights: ["error, host-blocked", "error, host-blocked", unsaid],
  },
  {
    name: "`X-Frame-Options: DENY`",
    path: "/xfo",
    isApp: false,
    sights: ["error, frame-blocked", "error, frame-blocked", unsaid],
  },
  {
    name: "`frame-ancestors 'none'`",
    path: "/csp",
    isApp: false,
    sights: ["error, frame-blocked", "error, frame-blocked", unsaid],
  },
  {
    name: "a download, by its type",
    path: "/download",
    isApp: false,
    ...downloaded,
  },
  {
    name: "a download, by `Content-Disposition`",
    path: "/attachment",
    isApp: false,
    ...downloaded,
  },
  {
    name: "a redirect to the app",
    path: "/redirect",
    isApp: true,
    sights: ["ready", "ready", warned],
  },
  {
    name: "a redirect to nowhere",
    path: "/away?to=http%3A%2F%2Flocalhost%3A1%2F",
    isApp: false,
    // Without CORS a browser that was led to nowhere and one that got no answer are told the same.
    sights: ["error, not-a-page", "error, not-a-page", "error, sandbox-unreachable"],
  },
  {
    name: "a redirect to a 502",
    path: "/away?to=%2Fstatus%2F502",
    isApp: false,
    sights: ["error, not-a-page", "error, not-a-page", unsaid],
  },
  {
    name: "the app; `Cross-Origin-Embedder-Policy` on the page",
    policy: { embedderPolicy: "require-corp" },
    isApp: false,
    sights: "error, frame-blocked",
    // Firefox does not say that it was the policy that kept the answer away, and fires no `load` then.
    engines: {
      firefox: ["error, frame-blocked", "error, not-a-page", "error, sandbox-unreachable"],
    },
  },
  {
    name: "the app; `connect-src` keeps the page from asking",
    policy: { contentPolicy: "connect-src 'self' http://127.0.0.1:*" },
    isApp: true,
    sights: "ready, blocked-by-csp",
  },
  {
    name: "nothing listens; `connect-src` keeps the page from asking",
    policy: { contentPolicy: "connect-src 'self' http://127.0.0.1:*" },
    listens: "never",
    isApp: false,
    sights: "error, blocked-by-csp",
  },
  {
    name: "the app; `object-src 'none'`",
    policy: noObject,
    isApp: true,
    sights: ["ready", warned, unsaid],
    linked: ["ready", warned, warned],
  },
  {
    name: "nothing listens; `object-src 'none'`",
    policy: noObject,
    listens: "never",
    isApp: false,
    sights: ["error, nothing-listening", "error, nothing-listening", unsaid],
  },
  {
    name: "the app answers 502; `object-src 'none'`",
    policy: noObject,
    path: "/status/502",
    isApp: false,
    sights: ["error, nothing-listening", "error, nothing-listening", unsaid],
    linked: ["error, nothing-listening", "error, nothing-listening", warned],
  },
  {
    name: "`X-Frame-Options: DENY`; `object-src 'none'`",
    policy: noObject,
    path: "/xfo",
    isApp: false,
    sights: ["error, frame-blocked", warned, unsaid],
    linked: ["error, frame-blocked", warned, warned],
  },
  {
    // Where a redirect leads is seen in a trial only.
    name: "a redirect to the app; `object-src 'none'`",
    policy: noObject,
    path: "/redirect",
    isApp: true,
    sights: [warned, warned, unsaid],
    linked: warned,
  },
  {
    name: "a redirect to a 502; `object-src 'none'`",
    policy: noObject,
    path: "/away?to=%2Fstatus%2F502",
    isApp: false,
    sights: [warned, warned, unsaid],
    linked: warned,
  },
  {
    name: "the app; `frame-src` forbids the frame",
    policy: { contentPolicy: "frame-src 'none'" },
    isApp: false,
    sights: "error, blocked-by-csp",
  },
];

/** How the preview ends up in one cell of the table. */
export function sightOf(cause: Cause, answers: Answers, link: Link, engine: EngineName): Sight {
  const linked = link === "linked" ? cause.linked : undefined;
  const sights = cause.engines?.[engine] ?? linked ?? cause.sights;
  return typeof sights === "string" ? sights : (sights[ANSWERS.indexOf(answers)] ?? sights[0]);
}
