import { useEffect, useRef, type ReactNode } from "react";
import { useStore } from "zustand";
import type { Player } from "./player.ts";

/** A frame around the element that is pressed next. It follows the element while the page moves. */
export function TargetMark({ player }: { readonly player: Player }): ReactNode {
  const target = useStore(player.state, (state) => state.target);
  const mark = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let frame = 0;
    function place(): void {
      frame = 0;
      const box = target?.isConnected === true ? target.getBoundingClientRect() : null;
      const style = mark.current?.style;
      if (style === undefined) return;
      style.display = box === null || box.width === 0 ? "none" : "block";
      if (box === null) return;
      style.transform = `translate(${box.x}px, ${box.y}px)`;
      style.width = `${box.width}px`;
      style.height = `${box.height}px`;
    }
    const later = (): void => void (frame ||= requestAnimationFrame(place));
    place();
    if (target === null) return undefined;
    const observer = new MutationObserver(later);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    window.addEventListener("scroll", later, { capture: true, passive: true });
    window.addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      window.removeEventListener("scroll", later, { capture: true });
      window.removeEventListener("resize", later);
    };
  }, [target]);

  return <div ref={mark} className="replay-target" aria-hidden="true" />;
}
