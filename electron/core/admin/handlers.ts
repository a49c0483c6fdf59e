import type { Handlers } from "#shared/ipc/types.ts";
import type { Gateway } from "../idm/gateway.ts";
import type { Timing } from "../timing.ts";
import type { OnlineOnly } from "../workplace/place.ts";
import { listTemplates, readTemplate, saveTemplate } from "./admin.ts";

/** Makes the handlers of core templates, which need a connection. */
export function adminHandlers(gateway: Gateway, timing: Timing, onlineOnly: OnlineOnly): Handlers["admin"] {
  return {
    coreTemplates: () => onlineOnly("admin", () => listTemplates(gateway)),
    coreTemplate: ({ id }) => onlineOnly("admin", () => readTemplate(gateway, id)),
    saveCoreTemplate: ({ id, version, edit }) =>
      onlineOnly("admin", () => saveTemplate(gateway, timing, id, version, edit)),
  };
}
