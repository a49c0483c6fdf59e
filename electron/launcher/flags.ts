import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { languages } from "#shared/ipc/app.ts";
import { scenarioFlags } from "#shared/sandbox.ts";
import { StartError } from "#shared/start-error.ts";

const flags = {
  shell: { type: "string" },
  port: { type: "string" },
  "data-dir": { type: "string" },
  "no-open": { type: "boolean" },
  idm: { type: "string" },
  "idm-ca": { type: "string" },
  "sandbox-port": { type: "string" },
  people: { type: "string" },
  seed: { type: "string" },
  lang: { type: "string" },
  oidc: { type: "boolean" },
  "step-up-seconds": { type: "string" },
  "client-certificates": { type: "boolean" },
  "allow-faults": { type: "boolean" },
  scenario: { type: "string" },
  bridge: { type: "string" },
  replay: { type: "string" },
  policy: { type: "string" },
  environments: { type: "boolean" },
} as const;

const whole = (flag: string, least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `--${flag} needs a whole number`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `--${flag} is between ${least} and ${most}`);

const optionsSchema = z
  .object({
    /** Undefined: Electron, or the browser shell if Electron cannot run. */
    shell: z.enum(["electron", "browser"], "--shell is electron or browser").optional(),
    /** Port of the browser shell; 0 picks one. */
    port: whole("port", 0, 65_535).default(0),
    "data-dir": z
      .string()
      .min(1, "--data-dir needs a directory")
      .default(defaultDataDirectory())
      .transform((path) => resolve(path)),
    "no-open": z.boolean().default(false),
    /** Address of the back end; undefined: start the sandbox. */
    idm: z
      .url({ protocol: /^https?$/, error: "--idm needs the address of a back end, such as https://idm.example.org" })
      .optional(),
    "idm-ca": z
      .string()
      .transform((path) => resolve(path))
      .optional(),
    "sandbox-port": whole("sandbox-port", 0, 65_535).default(0),
    people: whole("people", 4, 1_000_000).optional(),
    seed: whole("seed", 0, 999_999_999).optional(),
    lang: z.enum(languages, `--lang is one of ${languages.join(", ")}`).optional(),
    /** The sandbox also offers log-in through an OpenID Connect provider. */
    oidc: z.boolean().default(false),
    /** Seconds. The sandbox requires a log-in no older than this for irreversible actions. */
    "step-up-seconds": whole("step-up-seconds", 1, 86_400).optional(),
    /** The sandbox also offers log-in with a client certificate. */
    "client-certificates": z.boolean().default(false),
    "allow-faults": z.boolean().default(false),
    /** The sandbox's fault scenario at the start; undefined: none. */
    scenario: z.enum(scenarioFlags, `--scenario is one of ${scenarioFlags.join(", ")}`).optional(),
    /** Address of a running card bridge; undefined: the shell starts one. */
    bridge: z.string().min(1, "--bridge needs the address of a card bridge").optional(),
    /** A support bundle to replay. */
    replay: z
      .string()
      .min(1, "--replay needs a support bundle")
      .transform((path) => resolve(path))
      .optional(),
    /** A policy to try out. */
    policy: z
      .string()
      .min(1, "--policy needs a file")
      .transform((path) => resolve(path))
      .optional(),
    /** Takes the back end from the settings or the policy: no sandbox is started. */
    environments: z.boolean().default(false),
  })
  .refine(
    ({ environments, idm }) => !environments || idm === undefined,
    "--environments takes the back end of the settings: it does not go with --idm",
  )
  .refine(
    ({ scenario, idm }) => scenario === undefined || idm === undefined,
    "--scenario is for the sandbox: it does not go with --idm",
  );
export type Options = z.infer<typeof optionsSchema>;

/** Reads the flags of `npm start`; throws StartError with the first fault in them. */
export function readFlags(args: string[]): Options {
  const parsed = optionsSchema.safeParse(parse(args));
  if (parsed.success) return parsed.data;
  throw new StartError(parsed.error.issues[0]?.message ?? "the flags cannot be read");
}

function parse(args: string[]): unknown {
  try {
    return parseArgs({ args, options: flags }).values;
  } catch (error) {
    throw new StartError(error instanceof Error ? firstSentence(error.message) : "the flags cannot be read");
  }
}

/** Cuts off the advice that Node adds in further sentences and lines. */
const firstSentence = (message: string): string => message.split(/\.\s/, 1)[0] ?? message;

/** Returns the directory where programs of the platform keep their data. */
function defaultDataDirectory(): string {
  const { APPDATA, XDG_DATA_HOME } = process.env;
  if (process.platform === "win32") return join(APPDATA ?? join(homedir(), "AppData", "Roaming"), "carddesk");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "carddesk");
  return join(XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "carddesk");
}
