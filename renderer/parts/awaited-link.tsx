import type { ReactNode } from "react";
import { useStore } from "zustand";
import { useDesk } from "../desk/desk.ts";
import { useWords } from "../desk/words.ts";

/** Says in what holds the page that something outside wants to lead it elsewhere. */
export function AwaitedLink(): ReactNode {
  const { say } = useWords();
  const isAwaited = useStore(useDesk().navigation, ({ awaited }) => awaited !== null);
  // Present from the start, so that a screen reader hears the change; it takes no room until then.
  return <output className={isAwaited ? "quiet" : "visually-hidden"}>{isAwaited ? say("app.linkWaits") : ""}</output>;
}
