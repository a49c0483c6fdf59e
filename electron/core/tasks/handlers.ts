import type { Handlers } from "#shared/ipc/types.ts";
import type { Gateway } from "../idm/gateway.ts";
import type { Timing } from "../timing.ts";
import type { OnlineOnly } from "../workplace/place.ts";
import { decideTask, listTasks, withdrawRequest } from "./tasks.ts";

/** Makes the handlers of open tasks, which need a connection. */
export function taskHandlers(gateway: Gateway, timing: Timing, onlineOnly: OnlineOnly): Handlers["tasks"] {
  return {
    list: () => onlineOnly("tasks", () => listTasks(gateway)),
    decide: (decision) => onlineOnly("tasks", () => decideTask(gateway, timing, decision)),
    withdraw: (request) => onlineOnly("tasks", () => withdrawRequest(gateway, timing, request)),
  };
}
