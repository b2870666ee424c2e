/**
 * Which server the local sandbox behaves like: `"B"`, the newer ones, or `"A"`, the older ones with
 * their quirks. Production runs a mix of both, so an app should work with either.
 *
 * @example
 * ```ts
 * const sandbox = await startLocalSandbox({ profile: "A" });
 * ```
 */
export type Profile = "A" | "B";
