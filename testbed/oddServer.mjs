// An app that misbehaves on request: a server for previews to tell apart. `node oddServer.mjs 3000`.
// With a host and a file, `node oddServer.mjs 3000 0.0.0.0 go`, it listens once there is such a file.
import { existsSync, watch } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const page = (title, body = "") => `<!doctype html><html lang="en"><meta charset="utf-8">
<title>${title}</title><h1>${title}</h1><output id="count">0</output>
<script>
  let count = 0;
  const tell = (answers) => parent.postMessage({ answers, title: ${JSON.stringify(title)}, count, path: location.pathname + location.search + location.hash, frames: window.frames.length }, "*");
  addEventListener("message", ({ data }) => { if (data === "count") { document.querySelector("#count").textContent = ++count; } if (data === "count" || data === "ask") tell(data); });
  addEventListener("message", ({ data }) => { if (data === "reload") location.reload(); if (data?.to) location.href = data.to; if (data?.get) fetch(data.get).then(({ status }) => parent.postMessage({ got: status }, "*")); });
  tell("");
</script>${body}`;

/** Starts it; `modes` decides what paths without a name of their own answer. */
export function startOddServer(port = 0, host = "0.0.0.0") {
  const requests = [];
  let mode = "page";
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://app");
    const { pathname } = url;
    if (pathname.startsWith("/__")) return control(url, response);
    requests.push({
      path: request.url,
      method: request.method,
      dest: request.headers["sec-fetch-dest"] ?? "",
      mode: request.headers["sec-fetch-mode"] ?? "",
      referer: request.headers.referer ?? "",
      cookie: request.headers.cookie ?? "",
    });
    const wanted = behaviours[pathname.slice(1).split("/")[0]] ?? behaviours[mode];
    wanted(response, url, request);
  });
  const html = (response, status, text, headers = {}) => {
    response.writeHead(status, { "Content-Type": "text/html; charset=utf-8", ...headers });
    response.end(text);
  };
  const behaviours = {
    page: (response, url) =>
      html(response, 200, page("An app", url.searchParams.get("body") ?? "")),
    hang: () => undefined,
    reset: (response) => response.destroy(),
    "no-content": (response) => response.writeHead(204).end(),
    download: (response) =>
      response
        .writeHead(200, {
          "Content-Type": "application/zip",
          "Content-Disposition": "attachment; filename=app.zip",
        })
        .end("PK"),
    attachment: (response) =>
      html(response, 200, page("Saved, not shown"), { "Content-Disposition": "attachment" }),
    xfo: (response) => html(response, 200, page("Not in a frame"), { "X-Frame-Options": "DENY" }),
    csp: (response) =>
      html(response, 200, page("Not in a frame"), {
        "Content-Security-Policy": "frame-ancestors 'none'",
      }),
    pdf: (response) =>
      response.writeHead(200, { "Content-Type": "application/pdf" }).end("%PDF-1.4"),
    loop: (response) => response.writeHead(302, { Location: "/loop" }).end(),
    redirect: (response) => response.writeHead(302, { Location: "/page" }).end(),
    away: (response, url) =>
      response.writeHead(302, { Location: url.searchParams.get("to") }).end(),
    status: (response, url) => html(response, Number(url.pathname.split("/")[2]), page("An error")),
    host: (response) => {
      response.writeHead(403, { "Content-Type": "text/plain" });
      response.end(
        'Blocked request. This host ("app") is not allowed.\nTo allow this host, add "app" to `server.allowedHosts`.',
      );
    },
    slow: (response) => html(response, 200, page("Slow picture", '<img src="/hang/picture.png">')),
    focus: (response) =>
      html(
        response,
        200,
        page(
          "Thief",
          '<input id="f" autofocus><script>const take = () => { window.focus(); document.querySelector("#f").focus(); }; take(); addEventListener("load", take)</script>',
        ),
      ),
    // Takes the focus every `every` ms, `times` times, beginning `after` ms after its load, and tells what is typed.
    thief: (response, url) => {
      const { every, times, after } = Object.fromEntries(url.searchParams);
      const script = `
        const send = (message) => parent.postMessage(message, "*");
        const field = document.querySelector("#f");
        let left = ${Number(times)};
        const take = () => { window.focus(); field.focus(); send({ thefts: ${Number(times)} - --left }); if (left > 0) setTimeout(take, ${Number(every)}); };
        setTimeout(take, ${Number(after)});
        addEventListener("keydown", ({ key }) => send({ key }));`;
      html(response, 200, page("Thief", `<input id="f"><script>${script}</script>`));
    },
    late: (response, url) =>
      setTimeout(
        () => html(response, 200, page("Late")),
        Number(url.searchParams.get("ms") ?? 500),
      ),
  };
  const control = (url, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (url.pathname === "/__mode") mode = url.searchParams.get("is") ?? "page";
    if (url.pathname === "/__crash") setTimeout(() => process.exit(1), 20);
    if (url.pathname === "/__clear") requests.length = 0;
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ mode, requests }));
  };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      resolve({
        port: server.address().port,
        requests,
        close: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(done);
          }),
      });
    });
  });
}

/** Resolves once there is a file of that name in the working directory. */
function appeared(name) {
  return new Promise((resolve) => {
    const look = () => {
      if (!existsSync(name)) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(".", look);
    look();
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [wanted = 3000, host = "0.0.0.0", file] = process.argv.slice(2);
  if (file) await appeared(file);
  const { port } = await startOddServer(Number(wanted), host);
  console.log(`ready in 1 ms, listening on ${port}`);
}
