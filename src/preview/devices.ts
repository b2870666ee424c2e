import type { CSSProperties } from "react";

/**
 * A screen size to show the page at: one of ours, or a size in CSS pixels. The page is scaled down
 * to fit, never up.
 *
 * @example
 * ```tsx
 * <SandboxPreview title="My app" device={{ width: 360, height: 640 }} />
 * ```
 */
export type PreviewDevice =
  | "responsive"
  | "phone"
  | "tablet"
  | "desktop"
  | { readonly width: number; readonly height: number };

/** The sizes that the toolbar offers; how large each is stands in the style sheet. */
export const namedDevices = ["responsive", "phone", "tablet", "desktop"] as const;

interface DeviceProps {
  readonly "data-device": string;
  readonly style?: CSSProperties & Record<`--${string}`, string>;
}

/** Attributes for the element that takes the size. Nothing of the frame itself changes. */
export function deviceProps(device: PreviewDevice): DeviceProps {
  return typeof device === "string"
    ? { "data-device": device }
    : {
        "data-device": "custom",
        style: {
          "--blaxel-device-width": `${device.width}px`,
          "--blaxel-device-height": `${device.height}px`,
        },
      };
}
