import type { FrameKey } from "../keys.ts";

export const frame: Record<FrameKey, string> = {
  "app.copy": "{what} kopieren",
  "app.copied": "{what} kopiert.",
  "app.notCopied": "Der Browser hat das Kopieren nicht zugelassen: {what}.",
};
