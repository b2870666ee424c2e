import { useId, useState, type FormEvent } from "react";
import type { PreviewDevice, Preview } from "./types";
import { Icon } from "./icons";
import { PreviewLinks } from "./PreviewLinks";
import { usePreviewTexts, type PreviewTexts } from "./previewTexts";

/** The sizes that are offered; how large each is stands in the style sheet. */
const namedDevices = ["responsive", "phone", "tablet", "desktop"] as const;

/** The bar above a preview: reload, path, screen size, link. */
export function PreviewToolbar({
  preview,
  device,
  onDevice,
}: {
  preview: Preview;
  device: PreviewDevice;
  onDevice: (device: PreviewDevice) => void;
}) {
  const text = usePreviewTexts();
  const { url } = preview;
  return (
    <div className="blaxel-preview-toolbar">
      <button
        form=""
        className="blaxel-icon-button"
        aria-label={text("preview.reload")}
        title={text("preview.reload")}
        disabled={!url}
        data-busy={preview.isReloading || undefined}
        onClick={() => preview.reload()}
      >
        <Icon name="reload" />
      </button>
      <PathForm key={url} url={url} onPath={preview.navigate} text={text} />
      <fieldset className="blaxel-preview-devices" aria-label={text("preview.device")}>
        {namedDevices.map((name) => (
          <button
            key={name}
            form=""
            className="blaxel-icon-button"
            aria-label={text(`preview.device.${name}`)}
            title={text(`preview.device.${name}`)}
            aria-pressed={device === name}
            onClick={() => onDevice(name)}
          >
            <Icon name={name} />
          </button>
        ))}
      </fieldset>
      <PreviewLinks url={url} isPrivate={preview.isPrivate} text={text} />
    </div>
  );
}

function PathForm({
  url,
  onPath,
  text,
}: {
  url: string | undefined;
  onPath: (path: string) => void;
  text: PreviewTexts;
}) {
  const id = useId();
  const at = url === undefined ? undefined : new URL(url);
  const path = at ? at.pathname + at.search + at.hash : "";
  const [value, setValue] = useState(path);
  const [invalid, setInvalid] = useState(false);

  const go = (event: FormEvent) => {
    event.preventDefault();
    const target = at && URL.canParse(value, at) ? new URL(value, at) : undefined;
    if (!at || target?.origin !== at.origin) return setInvalid(true);
    setInvalid(false);
    onPath(target.pathname + target.search + target.hash);
  };

  return (
    <form className="blaxel-preview-path" onSubmit={go}>
      <input
        translate="no"
        aria-label={text("preview.path")}
        aria-invalid={invalid || undefined}
        aria-describedby={invalid ? id : undefined}
        value={value}
        disabled={!url}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          setValue(path);
          setInvalid(false);
        }}
      />
      {invalid && (
        <span id={id} role="alert" className="blaxel-preview-invalid">
          {text("preview.path.invalid")}
        </span>
      )}
    </form>
  );
}
