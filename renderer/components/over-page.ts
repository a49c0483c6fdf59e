import { createContext, use } from "react";

/** What stands over the page: a dialog, or what a button unfolds. */
export const OverPage = createContext(false);

/** Whether this stands over the page: a screen that it led to would open behind it. */
export const useIsOverPage = (): boolean => use(OverPage);
