import { z } from "zod";
import { languages } from "#shared/ipc/contract.ts";

/** How a shell is told what to run on, as `node:util` parseArgs takes it. The launcher passes these on. */
export const shellFlags = {
  /** Address of the back end. */
  idm: { type: "string" },
  /** The back end is the sandbox that was started with the program. */
  "idm-is-sandbox": { type: "boolean" },
  /** PEM file with further certificate authorities to trust for the back end. */
  "idm-ca": { type: "string" },
  /** Directory for settings and log. */
  "data-dir": { type: "string" },
  /** Language of the page where the operator has chosen none. */
  lang: { type: "string" },
} as const;

/** The values of `shellFlags` that both shells need, checked. */
export const shellOptionsSchema = z.object({
  idm: z.url({ protocol: /^https?$/, error: "--idm needs the address of a back end, such as https://idm.example.org" }),
  "idm-is-sandbox": z.boolean().default(false),
  "idm-ca": z.string().min(1).nullable().default(null),
  "data-dir": z.string({ error: "--data-dir needs a directory" }).min(1),
  lang: z
    .enum(languages, { error: `--lang is one of ${languages.join(", ")}` })
    .nullable()
    .default(null),
});
export type ShellOptions = z.infer<typeof shellOptionsSchema>;
