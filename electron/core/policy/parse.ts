import { createHash } from "node:crypto";
import { z } from "zod";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { nameKey, type Environment } from "#shared/ipc/environments.ts";
import { certificatesOfPem } from "#shared/pem.ts";
import { policySchema, type Policy, type PolicyEnvironment } from "./policy.ts";

/** A fault of a policy: the field and the reason, for one line on stderr. */
export class PolicyFault extends Error {
  override readonly name = "PolicyFault";
}

const bounds = { maxLength: 2_000_000, maxDepth: 8, maxValues: 20_000 };

/**
 * Parses a policy. `readCa` reads the file that an environment names. Throws PolicyFault for
 * anything that cannot be enforced: a site must not find out by chance that a value has no effect.
 */
export function parsePolicy(json: string, readCa: (file: string) => string): Policy {
  const read = parseBoundedJson(json.replace(/^\ufeff/, ""), bounds);
  if (!read.ok) throw new PolicyFault(`it cannot be read: ${read.fault}`);
  const parsed = policySchema.safeParse(read.value);
  if (!parsed.success) throw new PolicyFault(firstIssue(parsed.error));
  const { organisation, settings, environments, environment, logInWays = null } = parsed.data;
  const kept = environments?.map((each, index) => environmentOf(each, `environments[${index}]`, readCa)) ?? null;
  if (kept !== null) refuseDoubles(kept);
  refuseOtherWays(kept ?? [], logInWays);
  return {
    organisation,
    settings,
    environments: kept,
    first: environment === undefined ? null : firstOf(kept ?? [], environment).id,
    logInWays,
    unknownKeys: unknownKeys(read.value),
  };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "it is none" : `${z.core.toDotPath(issue.path)}: ${issue.message}`.replace(/^: /, "");
}

function environmentOf(
  { ca, caFile, id, ...rest }: PolicyEnvironment,
  place: string,
  readCa: (file: string) => string,
): Environment {
  if (ca !== undefined && caFile !== undefined) throw new PolicyFault(`${place}: either ca or caFile`);
  const pem = caFile === undefined ? ca : readCa(caFile);
  const certificates = pem === undefined ? null : certificatesOfPem(pem);
  if (certificates?.length === 0)
    throw new PolicyFault(`${place}.${caFile === undefined ? "ca" : "caFile"}: no certificate in PEM`);
  return { ...rest, id: id ?? idOf(rest.name), ca: certificates };
}

/**
 * Derives the id from the name: the same at every start, so that the operator's choice is found
 * again.
 */
const idOf = (name: string): string => createHash("sha256").update(nameKey(name)).digest("hex").slice(0, 12);

function refuseDoubles(environments: readonly Environment[]): void {
  for (const [index, { id, name }] of environments.entries()) {
    const before = environments.slice(0, index);
    if (before.some((each) => nameKey(each.name) === nameKey(name)))
      throw new PolicyFault(`environments[${index}].name: another environment has this name`);
    if (before.some((each) => each.id === id))
      throw new PolicyFault(`environments[${index}].id: another environment has this id`);
  }
}

function refuseOtherWays(environments: readonly Environment[], allowed: Policy["logInWays"]): void {
  if (allowed === null) return;
  for (const [index, { ways }] of environments.entries())
    if (ways?.some((way) => !allowed.includes(way)) === true)
      throw new PolicyFault(`environments[${index}].ways: one of them is not among logInWays`);
}

function firstOf(environments: readonly Environment[], named: string): Environment {
  const found = environments.find(({ id, name }) => id === named || nameKey(name) === nameKey(named));
  if (found === undefined) throw new PolicyFault("environment: none of the environments has this name or id");
  return found;
}

/** Lists the keys that version 1 does not have: mistyped, or for a newer program. */
function unknownKeys(value: unknown): readonly string[] {
  const { shape } = policySchema;
  const settings = shape.settings.unwrap().shape;
  const environment = shape.environments.unwrap().element.shape;
  const { settings: set, environments } = z.looseObject({ settings: loose, environments: looseList }).parse(value);
  return [
    ...missingIn(value, shape, ""),
    ...missingIn(set, settings, "settings."),
    ...environments.flatMap((each, index) => missingIn(each, environment, `environments[${index}].`)),
  ].slice(0, 100);
}

const loose = z.record(z.string(), z.unknown()).catch({});
const looseList = z.array(loose).catch([]);

const missingIn = (value: unknown, shape: object, place: string): string[] =>
  Object.keys(loose.parse(value)).flatMap((key) => (Object.hasOwn(shape, key) ? [] : [place + shown(key)]));

/** Formats a key for one line of text. */
const shown = (key: string): string => key.replaceAll(/[^\w.-]/g, "?").slice(0, 40);
