import { refSchema, type Ref } from "./ref.ts";

/**
 * The object that a deep link names: `carddesk://object/<type>/<id>`, such as
 * `carddesk://object/virtualSmartCard/VSC-000002`. Null for anything else. A link comes from
 * anybody: it can open an object
 * view and nothing more, and it has no way to say anything else.
 */
export function parseDeepLink(link: string): Ref | null {
  const found = /^carddesk:\/\/object\/([A-Za-z]{1,100})\/([A-Za-z0-9][A-Za-z0-9._-]{0,199})\/?$/.exec(link);
  return refSchema.safeParse({ type: found?.[1], id: found?.[2] }).data ?? null;
}

/** The deep link to an object; null for one that no deep link can name. */
export function linkTo({ type, id }: Ref): string | null {
  const link = `carddesk://object/${type}/${id}`;
  return parseDeepLink(link) === null ? null : link;
}
