import fc from "fast-check";
import { parseDeepLink } from "#shared/domain/object-link.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { fuzzer } from "../run.ts";
import { anyText } from "../values.ts";

const parts = fc.constantFrom(
  ..."carddesk: // / object process wizard next user 1 ? # %2f .. @ :80".split(" "),
  " ",
  "\n",
);

const link = fc.oneof(
  anyText(),
  fc.array(fc.oneof(parts, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc.string().map((rest) => `carddesk://object/user/${rest}`),
  fc
    .tuple(fc.stringMatching(/^[A-Za-z]{1,20}$/), fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/))
    .map(([type, id]) => `carddesk://object/${type}/${id}`),
  fc.nat(100_000).map((length) => `carddesk://object/user/${"1".repeat(length)}`),
);

/** Links of other programs: nothing, or an object whose link is that text. */
export const fuzz = fuzzer<string>({
  arbitrary: link,
  open: async () =>
    inProcess((text) => {
      const ref = parseDeepLink(text);
      if (ref === null) return refused("no link");
      if (text.replace(/\/$/, "") !== `carddesk://object/${ref.type}/${ref.id}`)
        throw new Error(`It names ${JSON.stringify(ref)}.`);
      return accepted;
    }),
});
