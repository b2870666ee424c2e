import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "blaxel-react/styles.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./header/header.css";
import "./ui/panel.css";
import "./process/process.css";
import "./editor/editor.css";
import "./breakage/breakage.css";
import "./timeline/timeline.css";
import { App } from "./App";
import { restoreTheme } from "./header/theme";

restoreTheme();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
