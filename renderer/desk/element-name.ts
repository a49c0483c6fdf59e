/** Returns the name of an element, for the recording and its replay. */
export const elementName = (element: Element): string =>
  (element.getAttribute("aria-label") ?? element.textContent).trim().replaceAll(/\s+/g, " ");
