import { z } from "zod";
import { idmApi, type ApiCall } from "#shared/idm/api.ts";
import { instanceSchema, stepSchema } from "#shared/idm/instance.ts";

const knownKinds = new Set<string>(["form", "approval", "done", "failed"]);

/** A step kind of a later back end; its name is kept, so that the page can show it. */
const laterStepSchema = z
  .object({ kind: z.string().refine((kind) => !knownKinds.has(kind)) })
  .transform((step) => ({ kind: "later" as const, name: step.kind }));

const answer = instanceSchema.extend({ step: z.union([stepSchema, laterStepSchema]) });
export type InstanceAnswer = z.output<typeof answer>;

/**
 * The calls of process instances; an answer may hold a step kind that this version does not know.
 */
export const instanceCalls = {
  start: { ...idmApi.startProcess, answer },
  next: { ...idmApi.nextStep, answer },
  back: { ...idmApi.previousStep, answer },
} satisfies Record<string, ApiCall>;
