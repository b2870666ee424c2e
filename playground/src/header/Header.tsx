import { settings } from "../settings";
import { Icon } from "../ui/Icon";
import { SessionBadge } from "./SessionBadge";
import { chooseTheme, useTheme } from "./theme";

export function Header() {
  return (
    <header className="top">
      <p className="brand">
        <Icon name="logo" />
        <strong>blaxel-react</strong>
        <span className="brand-more">playground</span>
      </p>
      <p className="chip">{settings.mode === "local" ? "Local sandbox" : "Blaxel"}</p>
      <span className="spacer" />
      <SessionBadge />
      <ThemeButton />
    </header>
  );
}

function ThemeButton() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme`}
      onClick={() => chooseTheme(other)}
    >
      <Icon name={theme === "dark" ? "sun" : "moon"} />
    </button>
  );
}
