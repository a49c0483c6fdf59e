import { expect, test } from "vitest";
import { z } from "zod";
import { policySchema } from "../core/policy/policy.ts";
import { policyJsonSchema } from "./policy-schema.ts";

const schema = z.fromJSONSchema(z.record(z.string(), z.json()).parse(policyJsonSchema()));
const sound = { version: 1, organisation: "City of Example" };

test("the packaged schema has every key of a policy, and requires only the version and the organisation", () => {
  expect(policyJsonSchema()).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    required: ["version", "organisation"],
  });
  const { properties } = z.object({ properties: z.record(z.string(), z.unknown()) }).parse(policyJsonSchema());
  expect(Object.keys(properties)).toEqual(Object.keys(policySchema.shape));
});

test.each<[boolean, object]>([
  [true, sound],
  [true, { ...sound, settings: { idleMinutes: 5 }, environments: [{ name: "Test", url: "https://idm.example.org" }] }],
  [false, { ...sound, version: 2 }],
  [false, { version: 1 }],
  [false, { ...sound, settings: { idleMinutes: 0 } }],
  [false, { ...sound, settings: { theme: "pink" } }],
  [false, { ...sound, environments: [] }],
  [false, { ...sound, environments: [{ name: "Test" }] }],
  [false, { ...sound, logInWays: ["magic"] }],
])("the packaged schema and the program give the verdict %j on the policy %j", (isSound, policy) => {
  expect(schema.safeParse(policy).success).toBe(isSound);
  expect(policySchema.safeParse(policy).success).toBe(isSound);
});
