import { describe, expect, test } from "vitest";
import { linkTo, parseDeepLink } from "#shared/domain/object-link.ts";
import { deepLinkOf } from "./deep-link.ts";

describe("a deep link", () => {
  test("names an object", () => {
    expect(parseDeepLink("carddesk://object/virtualSmartCard/VSC-000002")).toEqual({
      type: "virtualSmartCard",
      id: "VSC-000002",
    });
    expect(parseDeepLink("carddesk://object/user/u.1_2-3/")).toEqual({ type: "user", id: "u.1_2-3" });
  });

  test("to an object leads back to it, and there is none to what it cannot name", () => {
    const ref = { type: "virtualSmartCard", id: "VSC-000002" };
    expect(parseDeepLink(linkTo(ref) ?? "")).toEqual(ref);
    for (const id of ["a b", "../x", "ü", "1/2"]) expect(linkTo({ type: "user", id })).toBeNull();
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
