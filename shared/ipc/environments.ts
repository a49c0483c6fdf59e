import { z } from "zod";
import { isInsecure } from "../loopback.ts";
import { certificatesSchema } from "../pem.ts";
import { personal, plain } from "../personal.ts";
import { instant, label, list, prose, text, word } from "../text.ts";
import { healthCheckSchema } from "./health.ts";

/** An environment: a back end and the parameters to reach it. */

/** Maximum number of environments on a machine. */
export const mostEnvironments = 50;

export const environmentColours = ["neutral", "blue", "green", "amber", "red", "violet"] as const;

/** The kinds of ways to log in. */
export const wayKinds = ["password", "provider", "certificate"] as const;

const environmentId = plain(
  z
    .string()
    .max(40)
    .regex(/^[a-z0-9-]+$/),
);

/**
 * An environment as page and core exchange it. `environmentFields` has the rules for one that is
 * kept, tested or set by a policy.
 */
export const environmentSchema = z.object({
  id: environmentId,
  name: personal(text(60)),
  colour: z.enum(environmentColours),
  url: prose,
  /** Certificate authorities to trust in addition to those of the system. */
  ca: certificatesSchema.nullable(),
  /** Address of a running card bridge; null: the program starts its own. */
  bridge: label.nullable(),
  /** Ways to log in that are offered; null: all those of the back end. */
  ways: list(z.enum(wayKinds), wayKinds.length).nullable(),
  /** The proxy of the system, none, or the address of a proxy. */
  proxy: z.union([z.enum(["system", "none"]), prose]),
});
export type Environment = z.infer<typeof environmentSchema>;

/** An environment as it is entered; `id` is null for a new one. */
export const environmentDraftSchema = environmentSchema.extend({ id: environmentId.nullable() });
export type EnvironmentDraft = z.infer<typeof environmentDraftSchema>;

/**
 * Whether the address has no user name and password, which everyone who reads it would learn, and
 * no query and fragment, which would change the requests.
 */
const isBare = ({ username, password, search, hash }: URL): boolean => `${username}${password}${search}${hash}` === "";

const address = (fits: (url: URL) => boolean, error: string) =>
  z
    .url({ protocol: /^https?$/, error })
    .max(2_000)
    .refine((said) => {
      const url = URL.parse(said);
      return url !== null && isBare(url) && fits(url);
    }, error);

const { colour, ca, ways } = environmentSchema.shape;

/** The fields of an environment, with the rules that a usable one must meet. */
export const environmentFields = {
  name: text(60).trim().min(1),
  colour,
  url: address((given) => !isInsecure(given), "needs an https address, or http to this machine, without a password"),
  ca: ca.unwrap().min(1).nullable(),
  bridge: text(500).trim().min(1).nullable(),
  ways: ways.unwrap().min(1).nullable(),
  proxy: z.union([z.enum(["system", "none"]), address(() => true, "needs the address of a proxy, without a password")]),
} as const;

/** An environment that is kept on this machine. */
export const keptEnvironmentSchema = z.object({ id: environmentId, ...environmentFields });

export const environmentNameSchema = z.object({ id: environmentId });

export const environmentsSchema = z.object({
  /** Null: none is set up yet. */
  current: environmentSchema.nullable(),
  /** The environments that can be chosen. */
  list: list(environmentSchema, mostEnvironments),
  /** The environments come from the policy: the operator can choose one but change none. */
  isManaged: z.boolean(),
  /** The current one was given at the start of the program: no other can be chosen. */
  isFixed: z.boolean(),
});
export type Environments = z.infer<typeof environmentsSchema>;

/** The result of testing an environment that may not be saved yet. */
export const environmentTestSchema = z.object({
  /** Reachability, proxy, TLS, clock and version of the API. */
  checks: list(healthCheckSchema, 10),
  /** The certificates that the server shows, its own first; empty if there is no TLS. */
  chain: list(z.object({ subject: prose, issuer: prose, until: instant.nullable() }), 10),
  /** Null: the back end did not report it. */
  product: word.nullable(),
});
export type EnvironmentTest = z.infer<typeof environmentTestSchema>;

/**
 * Returns everything of an environment that a session depends on, as a text: if the text changes,
 * the session ends.
 */
export const reachedBy = (environment: Environment | null): string => {
  if (environment === null) return "";
  const { id, url, ca, bridge, ways, proxy } = environment;
  return JSON.stringify([id, url, ca, bridge, ways, proxy]);
};

/** Whether two names are the same to a reader. */
export const isSameName = (one: string, other: string): boolean => nameKey(one) === nameKey(other);

export const nameKey = (name: string): string => name.normalize("NFC").trim().toLowerCase();
