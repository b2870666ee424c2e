// When its server goes away, Vite waits for it in a shared worker, which Chromium refuses to frames
// of another site. So the page looks for the server itself.
import.meta.hot?.on("vite:ws:disconnect", () => {
  const look = async () => {
    const response = await fetch("/", { cache: "no-store" }).catch(() => undefined);
    if (response?.ok) location.reload();
    else setTimeout(lookWhenSeen, 1000);
  };
  const lookWhenSeen = () => {
    if (document.visibilityState === "visible") void look();
    else document.addEventListener("visibilitychange", lookWhenSeen, { once: true });
  };
  lookWhenSeen();
});
