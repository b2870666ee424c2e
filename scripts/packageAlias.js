// The packages' own names, resolved to their source: stories, playground and tests then read like
// a user's code and need no build.
import { fileURLToPath } from "node:url";

const source = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const packageAlias = {
  "blaxel-react/server": source("src/server/index.ts"),
  "blaxel-react/terminal": source("src/terminal/entry.ts"),
  "blaxel-react/testing": source("src/testing/index.ts"),
  "blaxel-react/styles.css": source("src/styles/styles.css"),
  "blaxel-react": source("src/index.ts"),
  "blaxel-local": source("packages/blaxel-local/src/index.ts"),
};
