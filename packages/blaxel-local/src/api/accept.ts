/**
 * Whether a client prefers NDJSON, as newer servers read `Accept`: it must be named (wildcards do
 * not count), and may not be worth less than `text/plain`.
 */
export function prefersNdjson(accept: string): boolean {
  const quality = { "application/x-ndjson": 0, "text/plain": 0 };
  for (const range of accept.split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    const value = q === undefined ? 1 : Number(q.slice(2));
    if (!(value >= 0 && value <= 1)) continue;
    if (type === "application/x-ndjson" || type === "text/plain") {
      quality[type] = Math.max(quality[type], value);
    }
  }
  const ndjson = quality["application/x-ndjson"];
  return ndjson > 0 && ndjson >= quality["text/plain"];
}
