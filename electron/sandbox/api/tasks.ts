import { idmApi } from "#shared/idm/api.ts";
import { decide, listTasks } from "../engine/requests.ts";
import type { Engine } from "../engine/subject.ts";
import type { Routes } from "./route.ts";
import type { Service } from "./service.ts";

/** Registers the calls for tasks that wait for a second person, and for the decisions on them. */
export function taskRoutes({ read, write }: Routes, service: Service): void {
  const engine = (): Engine => ({ db: service.store.db, ca: service.store.ca, now: service.now });

  read(idmApi.tasks, "tasks", (_input, asking) => listTasks(engine(), asking));

  write(idmApi.decideTask, "tasks", ({ params: { id }, body }, asking) => decide(engine(), id, body, asking));
}
