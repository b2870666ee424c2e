export { SandboxPreview } from "./SandboxPreview";
export type { SandboxPreviewProps } from "./SandboxPreview";
export { usePreview } from "./usePreview";
export type { Preview, PreviewActions, PreviewFrameProps } from "./usePreview";
export { defaultSandbox } from "./previewOptions";
export type { PreviewOptions, PreviewReadiness } from "./previewOptions";
export type { PreviewEvidence, PreviewStage, PreviewState, PreviewStatus } from "./previewState";
export type { FrameStage } from "./previewModel";
export type { PreviewDevice } from "./devices";

// For `blaxel-react/testing`
export { presetPreview, type PreviewPreset } from "./presetPreview";
