import { z } from "zod";
import { idmApi, type ApiCall } from "#shared/idm/api.ts";
import { instanceSchema, stepSchema } from "#shared/idm/instance.ts";

const knownKinds = new Set<string>(["form", "approval", "done", "failed"]);

/** A kind of step that a later back end may send: named, so that the operator can be told, not taken for garbage. */
const laterStepSchema = z
  .object({ kind: z.string().refine((kind) => !knownKinds.has(kind)) })
  .transform((step) => ({ kind: "later" as const, name: step.kind }));

const answer = instanceSchema.extend({ step: z.union([stepSchema, laterStepSchema]) });
export type InstanceAnswer = z.output<typeof answer>;

/** The calls of process instances, whose answers may stand at a kind of step that this version does not know. */
export const instanceCalls = {
  start: { ...idmApi.startProcess, answer },
  next: { ...idmApi.nextStep, answer },
  back: { ...idmApi.previousStep, answer },
} satisfies Record<string, ApiCall>;
