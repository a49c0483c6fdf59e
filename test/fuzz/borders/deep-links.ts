import fc from "fast-check";
import { linkTo, parseDeepLink } from "#shared/domain/object-link.ts";
import { marked } from "#shared/text.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { fuzzer } from "../run.ts";
import { anyText } from "../values.ts";

const parts = fc.constantFrom(
  ..."carddesk: // / object search task process wizard next user 1 ? # %2f %20 %c3%a9 %00 %E2%80%AE .. @ :80".split(
    " ",
  ),
  " ",
  "\n",
);

const link = fc.oneof(
  anyText(),
  fc.array(fc.oneof(parts, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc
    .tuple(fc.constantFrom("object/user", "search", "task"), fc.string())
    .map(([place, rest]) => `carddesk://${place}/${rest}`),
  fc
    .tuple(fc.stringMatching(/^[A-Za-z]{1,20}$/), fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/))
    .map(([type, id]) => `carddesk://object/${type}/${id}`),
  fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/).map((id) => `carddesk://task/${id}`),
  anyText().map((text) => `carddesk://search/${encodeURIComponent(text.toWellFormed())}`),
  fc
    .tuple(fc.constantFrom("object/user", "search", "task"), fc.nat(100_000))
    .map(([place, length]) => `carddesk://${place}/${"1".repeat(length)}`),
);

/**
 * Links from other programs, which must be rejected, or name a place whose own link is the same
 * text and which shows it unchanged.
 */
export const fuzz = fuzzer<string>({
  arbitrary: link,
  open: async () =>
    inProcess((text) => {
      const named = parseDeepLink(text);
      if (named === null) return refused("no link");
      if (text.replace(/\/$/, "") !== linkTo(named)) throw new Error(`It names ${JSON.stringify(named)}.`);
      const shown = named.kind === "search" ? named.text : named.kind === "task" ? named.id : named.ref.id;
      if (marked(shown) !== shown || shown.trim() !== shown) throw new Error(`It holds ${JSON.stringify(shown)}.`);
      return accepted;
    }),
});
