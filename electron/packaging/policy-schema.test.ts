import { expect, test } from "vitest";
import { z } from "zod";
import { policySchema } from "../core/policy/policy.ts";
import { policyJsonSchema } from "./policy-schema.ts";

const schema = z.fromJSONSchema(z.record(z.string(), z.json()).parse(policyJsonSchema()));
const sound = { version: 1, organisation: "City of Example" };

test("the schema of the package knows every key of a policy, and asks for no more than who set it", () => {
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
])("an editor says %j of %j, as the program does", (isSound, policy) => {
  expect(schema.safeParse(policy).success).toBe(isSound);
  expect(policySchema.safeParse(policy).success).toBe(isSound);
});
