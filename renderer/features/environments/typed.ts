import { z } from "zod";
import {
  environmentFields,
  isSameName,
  wayKinds,
  type Environment,
  type EnvironmentDraft,
} from "#shared/ipc/environments.ts";

type WayKind = (typeof wayKinds)[number];

/** An environment as it is typed: every field holds what was entered, right or wrong. */
export interface Typed {
  /** Null: a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly colour: Environment["colour"];
  readonly url: string;
  readonly ca: Environment["ca"];
  readonly bridge: string;
  readonly ways: readonly WayKind[];
  readonly proxy: "system" | "none" | "own";
  readonly proxyUrl: string;
}

export const nothingTyped: Typed = {
  id: null,
  name: "",
  colour: "neutral",
  url: "",
  ca: null,
  bridge: "",
  ways: wayKinds,
  proxy: "system",
  proxyUrl: "",
};

export function typedOf({ bridge, ways, proxy, ...same }: Environment): Typed {
  const isOwn = proxy !== "system" && proxy !== "none";
  return {
    ...same,
    bridge: bridge ?? "",
    ways: ways ?? wayKinds,
    proxy: isOwn ? "own" : proxy,
    proxyUrl: isOwn ? proxy : "",
  };
}

/** The fields that can be wrong. */
const fields = ["name", "url", "ca", "bridge", "ways", "proxy"] as const;
export type Fault = (typeof fields)[number] | "name.taken";

type Reading =
  | { readonly kind: "right"; readonly draft: EnvironmentDraft }
  | { readonly kind: "wrong"; readonly faults: ReadonlySet<Fault> };

const environment = z.object(environmentFields);

/**
 * Returns the environment that was typed, or the fields that are wrong. An address without a scheme
 * gets https, that of a proxy http. `taken`: the names of the other environments.
 */
export function read({ id, ...typed }: Typed, taken: readonly string[]): Reading {
  const { name, ways, proxy } = typed;
  const bridge = typed.bridge.trim();
  const parsed = environment.safeParse({
    ...typed,
    url: withScheme("https", typed.url),
    bridge: bridge === "" ? null : bridge,
    ways: ways.length === wayKinds.length ? null : ways,
    proxy: proxy === "own" ? withScheme("http", typed.proxyUrl) : proxy,
  });
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path: [field] }) => field);
  const faults = new Set<Fault>(fields.filter((field) => wrong.includes(field)));
  if (taken.some((other) => isSameName(other, name))) faults.add("name.taken");
  return parsed.success && faults.size === 0
    ? { kind: "right", draft: { ...parsed.data, id } }
    : { kind: "wrong", faults };
}

function withScheme(scheme: string, typed: string): string {
  const address = typed.trim();
  return address === "" || address.includes("://") ? address : `${scheme}://${address}`;
}
