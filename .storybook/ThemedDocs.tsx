import { DocsContainer, type DocsContainerProps } from "@storybook/addon-docs/blocks";
import { useLayoutEffect, useSyncExternalStore, type PropsWithChildren } from "react";
import { GLOBALS_UPDATED, SET_GLOBALS } from "storybook/internal/core-events";
import { addons } from "storybook/preview-api";
import { themes } from "storybook/theming";
import { setPageTheme, themeOf, type Theme } from "../stories/pageTheme";

type Told = [{ globals?: Record<string, unknown> }];

/** A docs page in the theme of the toolbar's switch. */
export function ThemedDocs({ children, ...props }: PropsWithChildren<DocsContainerProps>) {
  const theme = useSyncExternalStore(onSwitch, switchedTo);
  useLayoutEffect(() => setPageTheme(theme), [theme]);
  return (
    <DocsContainer {...props} theme={themes[theme]}>
      {children}
    </DocsContainer>
  );
}

function onSwitch(listener: () => void): () => void {
  const channel = addons.getChannel();
  channel.on(GLOBALS_UPDATED, listener);
  return () => channel.off(GLOBALS_UPDATED, listener);
}

function switchedTo(): Theme {
  const channel = addons.getChannel();
  const told: Told | undefined = channel.last(GLOBALS_UPDATED) ?? channel.last(SET_GLOBALS);
  return themeOf(told?.[0].globals);
}
