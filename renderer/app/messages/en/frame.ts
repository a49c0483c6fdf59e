/** Texts of the frame around every screen, English. */
export const frame = {
  "app.copy": "Copy the {what}",
  "app.copied": "Copied the {what}.",
  "app.notCopied": "The browser did not let CardDesk copy the {what}.",
};
