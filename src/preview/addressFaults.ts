import type { AddressFault } from "./frameAddress";

/** What is wrong with an address, in a sentence. */
export const addressFaults: Record<AddressFault, string> = {
  "not-absolute": "The preview's URL is not an absolute URL.",
  scheme: "The preview's URL is not https:.",
  insecure: "The preview's URL is http:, which is for loopback only.",
  user: "The preview's URL has a user name, which browsers refuse.",
  elsewhere: "The path leads away from the preview.",
};
