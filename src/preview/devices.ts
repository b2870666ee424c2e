import type { CSSProperties } from "react";
import type { PreviewDevice } from "./types";

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
