import { randomUUID } from "node:crypto";
import type { Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Template, TemplateEdit, TemplateSummary } from "#shared/idm/template.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";
import type { Timing } from "../timing.ts";
import { untilDefinite } from "../idm/until-definite.ts";

export async function listTemplates(gateway: Gateway): Promise<Result<TemplateSummary[]>> {
  return resultOf(await gateway.ask(idmApi.coreTemplates));
}

export async function readTemplate(gateway: Gateway, id: string): Promise<Result<Template>> {
  return resultOf(await gateway.ask(idmApi.coreTemplate, { params: { id } }));
}

/**
 * Saves a core template over the version that the administrator saw. After a lost answer it retries
 * with the same idempotency key, so the template is saved once or not at all.
 */
export async function saveTemplate(
  gateway: Gateway,
  timing: Timing,
  id: string,
  version: number,
  edit: TemplateEdit,
): Promise<Result<Template>> {
  const input = { params: { id }, version, body: edit, idempotencyKey: randomUUID() };
  return resultOf(await untilDefinite(timing, () => gateway.ask(idmApi.saveCoreTemplate, input)));
}
