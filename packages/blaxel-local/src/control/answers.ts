import { sandboxEnd } from "./lifetime";
import type { Fields, PreviewRecord, SandboxRecord, TokenRecord } from "./records";

/** What the addresses in answers are made of. */
export interface Addresses {
  readonly workspace: string;
  /** `metadata.url` of a sandbox, which the API key opens. */
  sandboxUrl(sandbox: SandboxRecord): string;
  /** Where a preview or session is served. */
  previewUrl(preview: PreviewRecord): string;
}

/** A sandbox as the control plane shows it. */
export function sandboxAnswer(sandbox: SandboxRecord, addresses: Addresses): Fields {
  return {
    metadata: {
      displayName: sandbox.name,
      ...sandbox.metadata,
      name: sandbox.name,
      workspace: addresses.workspace,
      url: addresses.sandboxUrl(sandbox),
      createdAt: sandbox.createdAt.toISOString(),
      updatedAt: sandbox.updatedAt.toISOString(),
      createdBy: "local",
      updatedBy: "local",
    },
    spec: { enabled: true, ...sandbox.spec },
    status: sandbox.status,
    ...(sandbox.status === "DEPLOYED" ? { state: "RUNNING" } : {}),
    lastUsedAt: new Date(sandbox.use.lastAt).toISOString(),
    ...expiresIn(sandbox),
    events: [],
  };
}

/** Whole seconds until it ends, if it does. */
function expiresIn(sandbox: SandboxRecord): Fields {
  const end = sandboxEnd(sandbox);
  if (end === Infinity || sandbox.status !== "DEPLOYED") return {};
  return { expiresIn: Math.max(0, Math.ceil((end - Date.now()) / 1000)) };
}

/** A preview as the control plane shows it. `resourceName` is what token URLs are built from. */
export function previewAnswer(preview: PreviewRecord, addresses: Addresses): Fields {
  return {
    metadata: {
      name: preview.name,
      displayName: preview.name,
      resourceName: preview.sandbox.name,
      resourceType: "sandbox",
      workspace: addresses.workspace,
      createdAt: preview.createdAt.toISOString(),
      updatedAt: preview.updatedAt.toISOString(),
      createdBy: "local",
      updatedBy: "local",
    },
    spec: { ...preview.spec, url: addresses.previewUrl(preview) },
    status: preview.status,
  };
}

/** A token as the control plane shows it, its value included. */
export function tokenAnswer(
  token: TokenRecord,
  preview: PreviewRecord,
  addresses: Addresses,
): Fields {
  return {
    metadata: {
      name: token.name,
      previewName: preview.name,
      resourceName: preview.sandbox.name,
      resourceType: "sandbox",
      workspace: addresses.workspace,
    },
    spec: {
      token: token.value,
      expiresAt: new Date(token.expiresAt).toISOString(),
      expired: token.expiresAt <= Date.now(),
    },
  };
}
