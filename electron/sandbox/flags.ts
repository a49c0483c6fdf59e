import { parseArgs } from "node:util";
import { z } from "zod";
import { scenarioFlags } from "#shared/sandbox.ts";
import { StartError } from "#shared/start-error.ts";

/** The port if none is given. */
const defaultPort = 7400;

function wholeNumber(flag: string, min: number, max: number) {
  const error = `--${flag} needs a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, error)
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
}

const flagsSchema = z.object({
  /** TCP port on 127.0.0.1; 0 picks one. `--port` is the same. */
  "sandbox-port": wholeNumber("sandbox-port", 0, 65_535).optional(),
  port: wholeNumber("port", 0, 65_535).optional(),
  /** Directory of the database. Without it the data is gone when the sandbox ends. */
  "data-dir": z.string().min(1, "--data-dir needs a directory").optional(),
  /** Number of users, with one card each; four of them are always as documented. */
  people: wholeNumber("people", 4, 1_000_000).optional(),
  /** Same seed, same data. */
  seed: wholeNumber("seed", 0, 4_294_967_295).optional(),
  "session-seconds": wholeNumber("session-seconds", 1, 86_400).default(8 * 60 * 60),
  /** Offers a log-in with a certificate of the client. */
  "client-certificates": z.boolean().default(false),
  /** Starts an OpenID Connect provider beside it, and offers it as a way to log in. */
  oidc: z.boolean().default(false),
  /** Irreversible processes need a log-in that is not older than this. */
  "step-up-seconds": wholeNumber("step-up-seconds", 1, 86_400).optional(),
  /** Opens `/sandbox/faults` and `/sandbox/reset`. */
  "allow-faults": z.boolean().default(false),
  /** The scenario at the start; opens `/sandbox/scenario` and `/sandbox/setup`. */
  scenario: z.enum(scenarioFlags, `--scenario is one of ${scenarioFlags.join(", ")}`).optional(),
});

/** The flags of the command line. */
export interface Flags {
  readonly port: number;
  readonly dataDir: string | undefined;
  readonly people: number | undefined;
  readonly seed: number | undefined;
  readonly sessionSeconds: number;
  readonly clientCertificates: boolean;
  readonly oidc: boolean;
  readonly stepUpSeconds: number | undefined;
  readonly allowFaults: boolean;
  readonly scenario: (typeof scenarioFlags)[number] | undefined;
}

/** Reads a command line; throws StartError with the first error in it. */
export function readFlags(args: string[]): Flags {
  const parsed = flagsSchema.safeParse(parse(args));
  if (!parsed.success) throw new StartError(parsed.error.issues[0]?.message ?? "the flags cannot be read");
  const flags = parsed.data;
  return {
    port: flags["sandbox-port"] ?? flags.port ?? defaultPort,
    dataDir: flags["data-dir"],
    people: flags.people,
    seed: flags.seed,
    sessionSeconds: flags["session-seconds"],
    clientCertificates: flags["client-certificates"],
    oidc: flags.oidc,
    stepUpSeconds: flags["step-up-seconds"],
    allowFaults: flags["allow-faults"],
    scenario: flags.scenario,
  };
}

function parse(args: string[]): unknown {
  try {
    return parseArgs({
      args,
      allowPositionals: false,
      options: {
        "sandbox-port": { type: "string" },
        port: { type: "string" },
        "data-dir": { type: "string" },
        people: { type: "string" },
        seed: { type: "string" },
        "session-seconds": { type: "string" },
        "client-certificates": { type: "boolean" },
        oidc: { type: "boolean" },
        "step-up-seconds": { type: "string" },
        "allow-faults": { type: "boolean" },
        scenario: { type: "string" },
      },
    }).values;
  } catch (fault) {
    // For some mistakes Node's message has more than one line.
    const [line = ""] = fault instanceof Error ? fault.message.split("\n", 1) : [];
    throw new StartError(line);
  }
}
