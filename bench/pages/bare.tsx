// The least that can be: a bare iframe whose address is known, or one fetch away.
import { useEffect, useState } from "react";
import { asked, mount } from "./mount";

function Frame() {
  const [url, setUrl] = useState(asked.get("handoff"));
  useEffect(() => {
    if (url !== null) return;
    void fetch("/api/sandbox")
      .then((response) => response.json())
      .then(({ preview_url }: { preview_url: string }) => setUrl(preview_url));
  }, [url]);
  return url === null ? null : <iframe src={url} title="My app" width="100%" height="600" />;
}

mount(<Frame />);
