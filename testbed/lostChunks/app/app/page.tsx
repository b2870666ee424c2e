import { Workspace } from "../Workspace";

export default function Page() {
  return <Workspace />;
}
