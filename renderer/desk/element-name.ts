/** What an element is called, for the recording and for its replay. */
export const elementName = (element: Element): string =>
  (element.getAttribute("aria-label") ?? element.textContent).trim().replaceAll(/\s+/g, " ");
