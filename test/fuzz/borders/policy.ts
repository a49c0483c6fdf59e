import fc from "fast-check";
import { settingsSchema } from "#shared/ipc/app.ts";
import { environmentsSchema, keptEnvironmentSchema, nameKey } from "#shared/ipc/environments.ts";
import { createEnvironments } from "../../../electron/core/environments/environments.ts";
import { parsePolicy, PolicyFault } from "../../../electron/core/policy/parse.ts";
import { policySchema } from "../../../electron/core/policy/policy.ts";
import { createSettings } from "../../../electron/core/settings/settings.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { bytesLike } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const sound = {
  version: 1,
  organisation: "City of Example",
  settings: { idleMinutes: 5, language: "sv" },
  environments: [
    { name: "Production", url: "https://idm.example.org", ca: pem },
    { name: "Test", id: "test", url: "http://localhost:7000/idm", caFile: "/etc/ca.pem", ways: ["password"] },
  ],
  environment: "Test",
  logInWays: ["password", "provider"],
};
const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/**
 * The policy of a site, which must be enforced or refused with a one-line message; everything that
 * it sets must be valid and locked.
 */
export const fuzz = fuzzer<Uint8Array>({
  arbitrary: fc.oneof(
    bytesLike(text(sound)),
    valuesLike(valuesOf(policySchema)).map(text),
    valuesLike(fc.constant(sound)).map(text),
  ),
  open: async () =>
    inProcess((bytes) => {
      try {
        return keptTo(Buffer.from(bytes).toString("utf8"));
      } catch (fault) {
        if (!(fault instanceof PolicyFault)) throw fault;
        if (/[\r\n]/.test(fault.message)) throw new Error("It is not one line.", { cause: fault });
        return refused(fault.message.startsWith("it cannot be read") ? "unreadable" : "field");
      }
    }),
});

function keptTo(json: string): typeof accepted {
  const policy = parsePolicy(json, () => pem);
  const file = { read: () => ({ format: 2, theme: "dark" }), write: () => undefined, keptAside: null };
  const settings = createSettings(file, policy);
  settingsSchema.parse(settings.current());
  for (const [name, value] of Object.entries(policy.settings)) {
    const refusal = settings.save({ [name]: value });
    if (refusal.ok || refusal.error.code !== "managed") throw new Error("What the policy sets was saved.");
  }
  const { list, isManaged } = environmentsSchema.parse(createEnvironments(settings, policy, null).now());
  if (isManaged !== (policy.environments !== null)) throw new Error("The policy's environments are not those in use.");
  for (const each of list) keptEnvironmentSchema.parse(each);
  if (new Set(list.map(({ name }) => nameKey(name))).size < list.length) throw new Error("Two have one name.");
  return accepted;
}
