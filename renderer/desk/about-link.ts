import { createContext, use } from "react";

const AboutContext = createContext<(() => void) | null>(null);
export const AboutProvider = AboutContext.Provider;

/** Returns a function that opens "About CardDesk". */
export function useAbout(): () => void {
  const open = use(AboutContext);
  if (open === null) throw new Error("There is no About here.");
  return open;
}
