import { z } from "zod";
import { personal } from "../personal.ts";
import { idText, verbatim } from "../text.ts";
import { assertNever } from "./assert-never.ts";
import { refSchema } from "./ref.ts";

/** No control or invisible characters, no line separators, no white space at either end. */
const searchText = /^(?=\S)[^\p{C}\p{Zl}\p{Zp}]{1,200}(?<=\S)$/u;

/** The target of a deep link. */
export const linkSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("object"), ref: refSchema }),
  z.object({ kind: z.literal("search"), text: personal(verbatim(200)).regex(searchText) }),
  z.object({ kind: z.literal("task"), id: idText }),
]);
export type Link = z.infer<typeof linkSchema>;

/**
 * Returns the target of a deep link: `carddesk://object/<type>/<id>`, such as
 * `carddesk://object/virtualSmartCard/VSC-000002`; `carddesk://task/<id>`; or
 * `carddesk://search/<text>`, the text as a URI component (RFC 3986, UTF-8). Returns null for
 * anything else and for another spelling of the same link. A link can come from anyone, so it can
 * open a view and nothing more.
 */
export function parseDeepLink(link: string): Link | null {
  const object = /^carddesk:\/\/object\/([A-Za-z]{1,100})\/([A-Za-z0-9][A-Za-z0-9._-]{0,199})\/?$/.exec(link);
  if (object !== null) return read({ kind: "object", ref: { type: object[1], id: object[2] } });
  const task = /^carddesk:\/\/task\/([A-Za-z0-9][A-Za-z0-9._-]{0,199})\/?$/.exec(link);
  if (task !== null) return read({ kind: "task", id: task[1] });
  const search = /^carddesk:\/\/search\/([A-Za-z0-9._~!'()*%-]{1,1800})\/?$/.exec(link);
  const named = search === null ? null : read({ kind: "search", text: decoded(search[1] ?? "") });
  return named !== null && spelled(named) === link.replace(/\/$/, "") ? named : null;
}

const read = (link: unknown): Link | null => linkSchema.safeParse(link).data ?? null;

/** Returns null if the component cannot be decoded. */
function decoded(component: string): string | null {
  try {
    return decodeURIComponent(component);
  } catch {
    return null;
  }
}

/** Returns the deep link to a target; null if no deep link can name it. */
export function linkTo(named: Link): string | null {
  const known = read(named);
  const link = known === null ? null : spelled(known);
  return link === null || parseDeepLink(link) === null ? null : link;
}

function spelled(link: Link): string {
  switch (link.kind) {
    case "object":
      return `carddesk://object/${link.ref.type}/${link.ref.id}`;
    case "task":
      return `carddesk://task/${link.id}`;
    case "search":
      return `carddesk://search/${encodeURIComponent(link.text)}`;
    default:
      return assertNever(link);
  }
}
