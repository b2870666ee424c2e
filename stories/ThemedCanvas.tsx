import { useLayoutEffect, type ReactNode } from "react";
import { setPageTheme, type Theme } from "./pageTheme";

interface ThemedCanvasProps {
  theme: Theme;
  /** The story is all that the page shows, so its theme is the page's. */
  isPage: boolean;
  children: ReactNode;
}

/** The ground of a story: the page itself, or a part of a docs page whose theme may be another. */
export function ThemedCanvas({ theme, isPage, children }: ThemedCanvasProps) {
  useLayoutEffect(() => (isPage ? setPageTheme(theme) : undefined), [isPage, theme]);
  return (
    <div className="canvas" {...(!isPage && { "data-blaxel-theme": theme })}>
      {children}
    </div>
  );
}
