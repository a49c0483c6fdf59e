import { createContext, use } from "react";

/** Whether the content is above the page: in a dialog, or in a panel that a button opened. */
export const OverPage = createContext(false);

/** Whether this component is above the page. A screen that it opened would appear behind it. */
export const useIsOverPage = (): boolean => use(OverPage);
