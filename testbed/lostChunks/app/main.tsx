import { createRoot } from "react-dom/client";
import { Workspace } from "./Workspace";

const root = document.querySelector("#root");
if (root) createRoot(root).render(<Workspace />);
