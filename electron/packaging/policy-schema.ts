import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { policySchema } from "../core/policy/policy.ts";

/**
 * Builds the JSON schema of a policy, for a site's editor. It cannot express which addresses may be
 * plain http, nor contradictions within a policy.
 */
export const policyJsonSchema = (): object => ({
  ...z.toJSONSchema(policySchema, { io: "input", target: "draft-2020-12" }),
  title: "Policy of CardDesk",
});

/** Writes the schema beside the notices that go into the package: `dist/legal`. */
export function writePolicySchema(): void {
  const legal = join("dist", "legal");
  mkdirSync(legal, { recursive: true });
  writeFileSync(join(legal, "policy.schema.json"), `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
}
