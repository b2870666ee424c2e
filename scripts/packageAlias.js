// The package's own names, resolved to its source: stories, playground and tests then read like
// a user's code and need no build.
import { fileURLToPath } from "node:url";

const source = (path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

export const packageAlias = {
  "blaxel-react/server": source("server/index.ts"),
  "blaxel-react/local": source("local/index.ts"),
  "blaxel-react/testing": source("testing/index.ts"),
  "blaxel-react/styles.css": source("styles/styles.css"),
  "blaxel-react": source("index.ts"),
};
