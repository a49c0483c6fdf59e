import type { Locator, Page } from "@playwright/test";
import type { App } from "./app.ts";

/** Chooses a file that the sandbox hands out (`--client-certificates`), in the system's dialog. */
export async function chooseCertificate(
  { sandbox }: Pick<App, "sandbox">,
  where: Page | Locator,
  name: string,
): Promise<void> {
  const answer = await fetch(`${sandbox.url}/sandbox/client-certificates/${name}.p12`);
  await where.getByLabel("PKCS#12 file").setInputFiles({
    name: `${name}.p12`,
    mimeType: "application/x-pkcs12",
    buffer: Buffer.from(await answer.arrayBuffer()),
  });
}
