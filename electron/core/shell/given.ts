import { readFileSync } from "node:fs";
import type { Environment } from "#shared/ipc/environments.ts";
import { certificatesOfPem } from "#shared/pem.ts";
import { StartError } from "#shared/start-error.ts";
import { forStart } from "./for-start.ts";
import type { ShellOptions } from "./options.ts";

type Given = Pick<ShellOptions, "idm" | "idm-ca" | "idm-is-sandbox">;

/** Returns the environment that the flags name; null: they name none. Throws StartError. */
export function givenEnvironment(options: Given): Environment | null {
  const { idm, "idm-ca": caFile, "idm-is-sandbox": isSandbox } = options;
  if (idm === null) return null;
  const name = isSandbox ? "Sandbox" : new URL(idm).host.slice(0, 60);
  const ca = caFile === null ? null : certificatesOfPem(readAuthorities(caFile));
  return { id: "given", name, colour: "neutral", url: idm, ca, bridge: null, ways: null, proxy: "system" };
}

/** Reads the text of a PEM file with certificate authorities. Throws StartError. */
export function readAuthorities(file: string): string {
  const pem = forStart(`--idm-ca: ${file} cannot be read`, () => readFileSync(file, "utf8"));
  if (certificatesOfPem(pem).length > 0) return pem;
  throw new StartError(`--idm-ca: ${file} has no certificate in PEM`);
}
