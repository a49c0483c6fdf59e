import { useEffect, useRef, type RefObject } from "react";

/** Returns whether the component is on screen, for an answer that may come after it has left. */
export function useMounted(): RefObject<boolean> {
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => void (isMounted.current = false);
  }, []);
  return isMounted;
}
