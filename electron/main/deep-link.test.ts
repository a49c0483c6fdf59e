import { describe, expect, test } from "vitest";
import { linkTo, parseDeepLink, type Link } from "#shared/domain/object-link.ts";
import { deepLinkOf } from "./deep-link.ts";

describe("a deep link", () => {
  test("names an object, a task or a search", () => {
    expect(parseDeepLink("carddesk://object/virtualSmartCard/VSC-000002")).toEqual({
      kind: "object",
      ref: { type: "virtualSmartCard", id: "VSC-000002" },
    });
    expect(parseDeepLink("carddesk://object/user/u.1_2-3/")).toEqual({
      kind: "object",
      ref: { type: "user", id: "u.1_2-3" },
    });
    expect(parseDeepLink("carddesk://task/T-17")).toEqual({ kind: "task", id: "T-17" });
    expect(parseDeepLink("carddesk://search/Anna%20M%C3%BCller/")).toEqual({ kind: "search", text: "Anna Müller" });
  });

  test.each<Link>([
    { kind: "object", ref: { type: "virtualSmartCard", id: "VSC-000002" } },
    { kind: "task", id: "T-17" },
    { kind: "search", text: "Åsa O'Neil/50 % (2)" },
    { kind: "search", text: "語".repeat(200) },
  ])("to %j leads back to it", (named) => {
    expect(parseDeepLink(linkTo(named) ?? "")).toEqual(named);
  });

  test.each<Link>([
    ...["a b", "../x", "ü", "1/2"].map((id) => ({ kind: "object", ref: { type: "user", id } }) as const),
    ...["a b", "..", "T/1"].map((id) => ({ kind: "task", id }) as const),
    ...["", " Anna", "An\nna", "\u202eannA", "x".repeat(201), "\ud800"].map(
      (text) => ({ kind: "search", text }) as const,
    ),
  ])("is not made for %j", (named) => {
    expect(linkTo(named)).toBeNull();
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
    "carddesk://task",
    "carddesk://task/",
    "carddesk://task/..",
    "carddesk://task/T-1/decide",
    "carddesk://task/T-1?decision=approve",
    "carddesk://task/--idm",
    "carddesk://search",
    "carddesk://search/",
    "carddesk://search/Anna Meier",
    "carddesk://search/ü",
    "carddesk://search/Anna/Meier",
    "carddesk://search/Anna?go=1",
    "carddesk://search/Anna#1",
    // Not in canonical form, not UTF-8, invisible text, or text that differs from its appearance.
    "carddesk://search/%41nna",
    "carddesk://search/M%c3%bcller",
    "carddesk://search/%",
    "carddesk://search/%FF",
    "carddesk://search/%ED%A0%80",
    "carddesk://search/%20",
    "carddesk://search/%20Anna",
    "carddesk://search/Anna%0A",
    "carddesk://search/%00",
    "carddesk://search/Anna%E2%80%AEreieM",
    "carddesk://search/" + "1".repeat(201),
  ])("%j names nothing", (link) => {
    expect(parseDeepLink(link)).toBeNull();
  });

  test("is found among the other arguments of a command line", () => {
    expect(
      deepLinkOf(["carddesk", "--flag", "carddesk://x", "carddesk://object/user/1", "carddesk://object/user/2"]),
    ).toEqual({ kind: "object", ref: { type: "user", id: "1" } });
    expect(deepLinkOf(["carddesk", "--link=carddesk://object/user/1"])).toBeNull();
  });
});
