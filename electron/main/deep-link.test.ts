import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deepLinkOf, parseDeepLink } from "./deep-link.ts";

describe("a deep link", () => {
  test("names an object", () => {
    expect(parseDeepLink("carddesk://object/virtualSmartCard/VSC-000002")).toEqual({
      type: "virtualSmartCard",
      id: "VSC-000002",
    });
    expect(parseDeepLink("carddesk://object/user/u.1_2-3/")).toEqual({ type: "user", id: "u.1_2-3" });
  });

  test.each([
    "",
    "carddesk://",
    "carddesk:object/user/1",
    "carddesk://object",
    "carddesk://object/user",
    "carddesk://object/user/",
    "carddesk://object/user/1/process/UsersProcLock",
    "carddesk://object/user/1?process=UsersProcLock",
    "carddesk://object/user/1#next",
    "carddesk://object/user/1 --idm https://evil.test",
    "carddesk://object/user/1\n",
    "carddesk://object/user/..",
    "carddesk://object/user/../",
    "carddesk://object/user/%2e%2e",
    "carddesk://object/user/ü",
    "carddesk://object/__proto__/1",
    "carddesk://object/user/" + "1".repeat(201),
    "carddesk://process/VirtualSmartCardProcReactivate",
    "carddesk://wizard/next",
    "carddesk://user@object/user/1",
    "carddesk://object:80/user/1",
    "https://object/user/1",
    " carddesk://object/user/1",
  ])("%j names nothing", (link) => {
    expect(parseDeepLink(link)).toBeNull();
  });

  test("from any text at all is nothing, or an object whose link is that text", () => {
    const parts = fc.constantFrom(
      "carddesk:",
      "//",
      "/",
      "object",
      "process",
      "wizard",
      "next",
      "user",
      "1",
      "?",
      "#",
      "%2f",
      "..",
      " ",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.oneof(parts, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((pieces) => pieces.join("")),
      fc.string().map((rest) => `carddesk://object/user/${rest}`),
    );
    fc.assert(
      fc.property(text, (link) => {
        const ref = parseDeepLink(link);
        if (ref === null) return;
        expect(Object.keys(ref)).toEqual(["type", "id"]);
        expect(link.replace(/\/$/, "")).toBe(`carddesk://object/${ref.type}/${ref.id}`);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is found on a command line, among other things", () => {
    expect(
      deepLinkOf(["carddesk", "--flag", "carddesk://x", "carddesk://object/user/1", "carddesk://object/user/2"]),
    ).toEqual({
      type: "user",
      id: "1",
    });
    expect(deepLinkOf(["carddesk", "--link=carddesk://object/user/1"])).toBeNull();
  });
});
