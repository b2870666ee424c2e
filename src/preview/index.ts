export { SandboxPreview } from "./SandboxPreview";
export type {
  SandboxPreviewProps,
  Preview,
  PreviewAccess,
  PreviewActions,
  PreviewFrameProps,
  PreviewOptions,
  PreviewReadiness,
  PreviewEvidence,
  PreviewStage,
  PreviewState,
  PreviewStatus,
  FrameStage,
  PreviewDevice,
} from "./types";
export { usePreview } from "./usePreview";
export { defaultSandbox } from "./previewOptions";

// For `blaxel-react/testing`
export { PreviewContext } from "./previewContext";
export { createStaticPreview, type PreviewPreset } from "./staticPreview";
