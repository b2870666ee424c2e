/** The header that carries a session's token to the sandbox API, a preview's to its probe. */
export const SESSION_TOKEN_HEADER = "X-Blaxel-Preview-Token";

/** The search parameter that carries a private preview's token, in the address of its frame only. */
export const PREVIEW_TOKEN_PARAMETER = "bl_preview_token";
