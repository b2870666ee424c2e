// What every page of the bench does: mounts, then says when the framed app can be seen.
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";

/** The words after the `?` of the page's address. */
export const asked = new URLSearchParams(location.search);

/** Mounts `element`. `painted` is marked in the first frame in which the app has painted and shows. */
export function mount(element: ReactElement): void {
  const container = document.createElement("div");
  document.body.append(container);
  addEventListener("message", ({ data }: MessageEvent<{ listeningAt?: number } | null>) => {
    if (data?.listeningAt !== undefined) markWhenVisible(data.listeningAt);
  });
  performance.mark("mount");
  createRoot(container).render(element);
}

function markWhenVisible(listeningAt: number) {
  const frame = document.querySelector("iframe");
  const isVisible = frame !== null && getComputedStyle(frame).visibility === "visible";
  if (isVisible) performance.mark("painted", { detail: listeningAt });
  else requestAnimationFrame(() => markWhenVisible(listeningAt));
}
