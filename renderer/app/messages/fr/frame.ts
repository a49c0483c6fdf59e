import type { FrameKey } from "../keys.ts";

export const frame: Record<FrameKey, string> = {
  "app.copy": "Copier : {what}",
  "app.copied": "Copié : {what}.",
  "app.notCopied": "Le navigateur n’a pas permis de copier : {what}.",
};
