import { isAwake, onWake } from "../core";
import type { SessionStore } from "../session";

/**
 * Calls the listener when what failed, or was not there, may work by now: the tab is shown again, the
 * network is back, the session is another one. Not in a tab that has been hidden for long.
 */
export function onNews(store: SessionStore, listener: () => void): () => void {
  let known = store.peek();
  const tell = () => {
    if (isAwake()) listener();
  };
  const leaveSession = store.subscribe(() => {
    const credential = store.peek();
    const isAnother = credential !== undefined && credential !== known;
    known = credential;
    if (isAnother) tell();
  });
  const leavePage = onWake(tell, () => undefined);
  return () => {
    leaveSession();
    leavePage();
  };
}
