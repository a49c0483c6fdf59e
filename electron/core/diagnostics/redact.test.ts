import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { kindOf, personal, plain, secret } from "#shared/personal.ts";
import { operatorErrorSchema } from "#shared/errors.ts";
import { credentialsSchema } from "#shared/idm/session.ts";
import { pressSchema } from "#shared/ipc/recording.ts";
import { isText, schemas, within, type Placed, type Schema } from "../../../test/fixtures/wire-schemas.ts";
import { toldBy, type Told } from "../../../test/fixtures/values-of.ts";
import { redact } from "./redact.ts";
import { createStandIns } from "./stand-ins.ts";

/** A fixed key, so that no test depends on chance. */
const standIns = createStandIns(new Uint8Array(32).fill(7));

const all: Placed[] = [...schemas(), ["press", pressSchema]];
const inside = (schema: Schema): Schema[] => [...within(schema, "")].map(([, one]) => one);
const holdsSecret = (schema: Schema): boolean =>
  inside(schema).some((one) => one instanceof z.ZodType && kindOf(one) === "secret");

test("every text in a wire schema is marked with what it may reveal", () => {
  const unsaid = all
    .flatMap(([place, schema]) => [...within(schema, place)])
    .flatMap(([place, schema]) => (isText(schema) && kindOf(schema) === undefined ? [place] : []));
  expect(unsaid).toEqual([]);
});

/** Returns every form in which a word could be recognised. */
const tracesOf = (word: string): string[] => [
  word.toLowerCase(),
  Buffer.from(word).toString("base64").replaceAll("=", "").toLowerCase(),
  Buffer.from(word).toString("base64url").toLowerCase(),
  Buffer.from(word).toString("hex"),
  encodeURIComponent(word).toLowerCase(),
];

const leaksOf = ({ words }: Told, redacted: unknown): string[] => {
  const text = (JSON.stringify(redacted) ?? "").toLowerCase();
  return words.filter((word) => tracesOf(word).some((trace) => text.includes(trace)));
};

test.each(all)("redacting %s leaves no personal word, and the result still fits the schema", (_place, schema) => {
  if (!(schema instanceof z.ZodType)) throw new Error("no schema");
  let fitting = 0;
  fc.assert(
    fc.property(toldBy(schema), (told) => {
      const redacted = redact(schema, told.value, standIns);
      expect(leaksOf(told, redacted)).toEqual([]);
      if (holdsSecret(schema) || !schema.safeParse(told.value).success) return;
      fitting += 1;
      expect(schema.safeParse(redacted)).toMatchObject({ success: true });
    }),
    { numRuns: 30 },
  );
  expect(fitting > 0 || holdsSecret(schema)).toBe(true);
});

test("redacts a value that does not fit its schema, and drops fields that the schema does not have", () => {
  const schema = z.object({ state: plain(z.string()), about: personal(z.string()) });
  fc.assert(
    fc.property(toldBy(personal(z.string())), (told) => {
      const { value } = told;
      const shapes = [
        value,
        [value],
        { about: { [String(value)]: value } },
        { about: "x", more: value },
        { state: [value] },
      ];
      for (const shape of shapes) expect(leaksOf(told, redact(schema, shape, standIns))).toEqual([]);
    }),
  );
  expect(redact(schema, { state: "active", about: null, more: "Berg" }, standIns)).toEqual({
    state: "active",
    about: null,
  });
});

test("leaves out a password, PIN or token completely", () => {
  const schema = z.object({ pin: secret(z.string()).nullable(), list: z.array(secret(z.string())) });
  expect(redact(schema, { pin: "123456", list: ["a", "b"] }, standIns)).toEqual({ list: [] });
  expect(redact(schema, { pin: null, list: [] }, standIns)).toEqual({ pin: null, list: [] });
  expect(redact(credentialsSchema, { account: "anna", password: "hunter2" }, standIns)).not.toHaveProperty("password");
});

test("keeps the code, reason and details of an error, and redacts the text of a refusal", () => {
  const error = {
    code: "backend-untrusted",
    params: { reason: "CERT_HAS_EXPIRED", seconds: 3 },
    details: "GET /v1/health",
  };
  expect(redact(operatorErrorSchema, error, standIns)).toEqual(error);
  const refused = { ...error, params: { detail: "Anna Berg has no card." } };
  expect(redact(operatorErrorSchema, refused, standIns)).not.toEqual(refused);
});
