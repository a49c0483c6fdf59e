import type { ReactNode } from "react";
import { useStore } from "zustand";
import { useDesk } from "../desk/desk.ts";
import { useWords } from "../desk/words.ts";

/** Reports that a link from outside waits; shown in the part of the page that holds it back. */
export function AwaitedLink(): ReactNode {
  const { say } = useWords();
  const isAwaited = useStore(useDesk().navigation, ({ awaited }) => awaited !== null);
  // Present from the start, so that a screen reader announces the change; it takes no room until
  // then.
  return <output className={isAwaited ? "quiet" : "visually-hidden"}>{isAwaited ? say("app.linkWaits") : ""}</output>;
}
