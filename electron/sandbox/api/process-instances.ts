import { idmApi } from "#shared/idm/api.ts";
import { back, cancel, cannotBeUndone, next, start } from "../engine/instances.ts";
import type { Engine } from "../engine/subject.ts";
import type { Routes } from "./route.ts";
import type { Service } from "./service.ts";

/** Registers start, Next, Back and Cancel. The process itself decides which roles may run it. */
export function processInstanceRoutes({ write }: Routes, service: Service, stepUpSeconds: number | undefined): void {
  const engine = (): Engine => ({ db: service.store.db, ca: service.store.ca, now: service.now });

  write(idmApi.startProcess, "search", ({ body }, asking) => ({ answer: start(engine(), body, asking), events: [] }));

  write(idmApi.nextStep, "search", ({ params: { id }, body: { values } }, asking) => {
    if (stepUpSeconds !== undefined && cannotBeUndone(engine(), id)) asking.demandFresh(stepUpSeconds);
    const { instance, events } = next(engine(), id, values, asking);
    return { answer: instance, events };
  });

  write(idmApi.previousStep, "search", ({ params: { id } }, asking) => ({
    answer: back(engine(), id, asking),
    events: [],
  }));

  write(idmApi.cancelProcess, "search", ({ params: { id } }, asking) => ({
    answer: undefined,
    events: cancel(engine(), id, asking),
  }));
}
