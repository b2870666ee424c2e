#!/usr/bin/env node
// npm links a command only if its file is there when it installs, and the build comes later.
await import(new URL("../dist/cli.js", import.meta.url).href);
