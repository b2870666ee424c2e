import { previewAnswer, tokenAnswer, type Addresses } from "./answers";
import { ControlError } from "./controlError";
import type { ControlRequest, Register } from "./controlPlane";
import { isSession, SESSION_PORT, type PreviewRecord } from "./records";
import { dateField, objectField, previewSpec, textField } from "./requestBody";
import { namedSandbox } from "./sandboxRoutes";
import type { Workspace } from "./workspace";

const NAME = /^[\w.-]{1,128}$/;
const DAY = 24 * 60 * 60 * 1000;

/** Create, list, get, update and delete previews and their tokens. */
export function registerPreviewRoutes(
  register: Register,
  workspace: Workspace,
  addresses: Addresses,
): void {
  const answer = (preview: PreviewRecord) => previewAnswer(preview, addresses);

  const named = (request: ControlRequest): PreviewRecord => {
    const preview = namedSandbox(workspace, request).previews.get(request.param("preview"));
    if (!preview) throw new ControlError(404, `Preview ${request.param("preview")} not found`);
    return preview;
  };
  const served = (request: ControlRequest): PreviewRecord => {
    const preview = named(request);
    if (preview.status === "DEPLOYED") return preview;
    throw new ControlError(404, `Preview ${preview.name} not found`);
  };

  register("GET", "/sandboxes/:sandbox/previews", (request) =>
    [...namedSandbox(workspace, request).previews.values()]
      .filter((preview) => preview.status === "DEPLOYED")
      .map(answer),
  );

  register("POST", "/sandboxes/:sandbox/previews", async (request) => {
    const sandbox = namedSandbox(workspace, request);
    const body = await request.body();
    const name = requireName(textField(objectField(body, "metadata"), "name"));
    const spec = previewSpec(objectField(body, "spec"));
    const existing = sandbox.previews.get(name);
    if (existing) {
      // That a duplicate answers 409, and that `force` replaces it, is not verified on Blaxel.
      if (request.query("force") !== "true") {
        throw new ControlError(409, `Preview ${name} already exists`);
      }
      workspace.deletePreview(existing);
    }
    if (sandbox.status !== "DEPLOYED") {
      throw new ControlError(404, `Sandbox ${sandbox.name} not found`);
    }
    return answer(await workspace.createPreview(sandbox, name, spec));
  });

  register("GET", "/sandboxes/:sandbox/previews/:preview", (request) => answer(named(request)));

  register("PUT", "/sandboxes/:sandbox/previews/:preview", async (request) => {
    const preview = served(request);
    const spec = previewSpec(objectField(await request.body(), "spec"), preview.spec);
    if (spec.prefixUrl !== preview.spec.prefixUrl) {
      throw new ControlError(400, "spec.prefixUrl of a preview cannot be changed");
    }
    if ((spec.port === SESSION_PORT) !== isSession(preview)) {
      throw new ControlError(400, "A session cannot become a preview of an app, nor the reverse");
    }
    preview.spec = spec;
    preview.updatedAt = new Date();
    return answer(preview);
  });

  register("DELETE", "/sandboxes/:sandbox/previews/:preview", (request) => {
    const preview = served(request);
    workspace.deletePreview(preview);
    return answer(preview);
  });

  register("GET", "/sandboxes/:sandbox/previews/:preview/tokens", (request) => {
    const preview = named(request);
    return preview.tokens.map((token) => tokenAnswer(token, preview, addresses));
  });

  register("POST", "/sandboxes/:sandbox/previews/:preview/tokens", async (request) => {
    const preview = served(request);
    const body = await request.body();
    const name = requireName(
      textField(objectField(body, "metadata"), "name") ?? `token-${Date.now()}`,
    );
    const expires = dateField(objectField(body, "spec"), "expiresAt");
    const expiresAt = expires === undefined ? Date.now() + DAY : Date.parse(expires);
    return tokenAnswer(workspace.createToken(preview, name, expiresAt), preview, addresses);
  });

  register("DELETE", "/sandboxes/:sandbox/previews/:preview/tokens/:token", (request) => {
    const preview = named(request);
    const asked = request.param("token");
    // Blaxel's own tests delete by value, its documentation by name.
    const token = preview.tokens.find(({ name, value }) => name === asked || value === asked);
    if (!token) throw new ControlError(404, "Token not found");
    preview.tokens = preview.tokens.filter((other) => other !== token);
    return tokenAnswer(token, preview, addresses);
  });
}

function requireName(name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw new ControlError(
    400,
    "metadata.name must be 1 to 128 letters, digits, dots, dashes and underscores",
  );
}
