import { describe, expect, it } from "vitest";
import { frameAddress } from "./frameAddress";

const app = "https://app.preview.bl.run";

describe("where a frame is sent", () => {
  it.each([
    [app, undefined, undefined, `${app}/`],
    [app, "/docs?a=1#part", undefined, `${app}/docs?a=1#part`],
    [`${app}/base/`, "docs", undefined, `${app}/base/docs`],
    [app, undefined, "s3cret", `${app}/?bl_preview_token=s3cret`],
    [app, "/a?b=c%20d+e#part", "x/y", `${app}/a?b=c%20d+e&bl_preview_token=x%2Fy#part`],
    [`${app}/?bl_preview_token=own`, "/docs", undefined, `${app}/docs?bl_preview_token=own`],
    [`${app}/?bl_preview_token=old&a=1`, undefined, "new", `${app}/?a=1&bl_preview_token=new`],
    [app, "/docs?bl_preview_token=pasted", undefined, `${app}/docs`],
    [app, "/docs?bl%5Fpreview_token=evil&a=1", "s3cret", `${app}/docs?a=1&bl_preview_token=s3cret`],
    ["http://abc.localhost:4000", "/x", undefined, "http://abc.localhost:4000/x"],
    ["http://127.0.0.1:4000", "/x", undefined, "http://127.0.0.1:4000/x"],
    ["http://[::1]:4000", "/x", undefined, "http://[::1]:4000/x"],
  ])("%s, %s, %s", (preview, path, token, href) => {
    expect(frameAddress(preview, path, token)).toMatchObject({ href });
  });

  it("is shown without the token", () => {
    const address = frameAddress(app, "/docs?a=1", "s3cret");
    expect(address).toMatchObject({ shown: `${app}/docs?a=1`, origin: app });
  });

  it.each([
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["/relative"],
    [""],
    ["http://app.example/"],
    ["http://localhost.evil.example/"],
    ["ws://app.example/"],
    ["https://name:word@app.example/"],
  ])("%s is refused", (preview) => {
    expect(typeof frameAddress(preview, undefined, undefined)).toBe("string");
  });

  it.each(["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"])(
    "the path %s is refused",
    (path) => {
      expect(frameAddress(app, path, "s3cret")).toBe("elsewhere");
    },
  );
});
