/**
 * What a terminal does not draw, as ECMA-48 has it: strings (DCS, SOS, OSC, PM, APC) to their end or
 * the line's, control sequences, of which the parameters and the last character are kept apart, other
 * escapes, the bell and shifts. What is cut off at the end of a line is not drawn either.
 */
export const SEQUENCES =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /(?:\x1b[PX^_\]]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])?|\x1b[ -/]*[0-~]?|[\x07\x0e\x0f]/g;
