import type { Fuzzer } from "./run.ts";

/** Every border of the program, by the name of its file. */
export const borders = {
  http: () => import("./borders/http.ts"),
  upgrade: () => import("./borders/upgrade.ts"),
  frames: () => import("./borders/frames.ts"),
  calls: () => import("./borders/calls.ts"),
  recording: () => import("./borders/recording.ts"),
  page: () => import("./borders/page.ts"),
  answers: () => import("./borders/answers.ts"),
  "back-end": () => import("./borders/back-end.ts"),
  connect: () => import("./borders/connect.ts"),
  events: () => import("./borders/events.ts"),
  bridge: () => import("./borders/bridge.ts"),
  "bridge-answers": () => import("./borders/bridge-answers.ts"),
  "card-answers": () => import("./borders/card-answers.ts"),
  "deep-links": () => import("./borders/deep-links.ts"),
  settings: () => import("./borders/settings.ts"),
  policy: () => import("./borders/policy.ts"),
  keys: () => import("./borders/keys.ts"),
  database: () => import("./borders/database.ts"),
  lists: () => import("./borders/lists.ts"),
  certificates: () => import("./borders/certificates.ts"),
  pkcs12: () => import("./borders/pkcs12.ts"),
  crl: () => import("./borders/crl.ts"),
  bundle: () => import("./borders/bundle.ts"),
  ocsp: () => import("./borders/ocsp.ts"),
} satisfies Record<string, () => Promise<{ readonly fuzz: Fuzzer }>>;
export type BorderName = keyof typeof borders;
