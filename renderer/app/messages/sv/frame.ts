import type { FrameKey } from "../keys.ts";

export const frame: Record<FrameKey, string> = {
  "app.copy": "Kopiera {what}",
  "app.copied": "Kopierade {what}.",
  "app.notCopied": "Webbläsaren lät inte CardDesk kopiera {what}.",
};
