import { afterEach, describe, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { fold } from "#shared/domain/fold.ts";
import type { SearchItem, SearchPage } from "#shared/idm/search.ts";
import { bench, lock, read, remove, runProcess, enable } from "./sandbox.ts";

const at = bench({ flags: ["--people", "300"] });

const search = (q: string, { id = "virtualSmartCard", ...query }: Record<string, string> = {}): Promise<SearchPage> =>
  at().manager.ask(idmApi.search, { params: { id }, query: { q, ...query } });

const labels = ({ items }: SearchPage): string[] => items.map(({ label }) => label);
const everything = { limit: "200" };

test("the search configurations are cards, users and certificates, in the language of the request", async () => {
  const names = async (language: string) => {
    const found = await at().manager.ask(idmApi.searchConfigurations, { headers: { "Accept-Language": language } });
    return found.map(({ id, name }) => `${id}: ${name}`);
  };
  expect(await names("en")).toEqual(["virtualSmartCard: Virtual smart card", "user: User", "certificate: Certificate"]);
  expect(await names("fr-CH, fr;q=0.9, en;q=0.8")).toContain("virtualSmartCard: Carte à puce virtuelle");
  expect(await names("en;q=0.1, sv;q=0.9")).toContain("virtualSmartCard: Virtuellt smartkort");
  expect(await names("de")).toContain("virtualSmartCard: Virtuelle Smartcard");
  expect(await names("tlh, *;q=0.1")).toContain("virtualSmartCard: Virtual smart card");
});

test("an inactive card is found by its number, and has the columns of its search configuration", async () => {
  const { items, total, next } = await search("VSC-000002");
  expect(total).toEqual({ value: 1, relation: "eq" });
  expect(next).toBeNull();
  expect(items).toMatchObject([{ ref: { type: "virtualSmartCard", id: "VSC-000002" }, state: "inactive" }]);
  const [configuration] = await at().manager.ask(idmApi.searchConfigurations);
  expect(Object.keys(items[0]?.columns ?? {})).toEqual(configuration?.columns.map(({ name }) => name));
});

describe("a card is found by", () => {
  const person = async () => {
    const { fields, certificates } = await read(at().manager, "VSC-000001");
    const field = (name: string): string => fields.find((each) => each.name === name)?.value ?? "";
    return {
      name: field("person"),
      account: field("account"),
      email: field("email"),
      serial: certificates[1]?.serial ?? "",
    };
  };

  test("person, account, mail address and serial number of a certificate", async () => {
    for (const q of Object.values(await person())) expect(labels(await search(q, everything))).toContain("VSC-000001");
  });

  test("parts of words, in any case and any order, if every word matches", async () => {
    const { name, serial } = await person();
    const [given = "", family = ""] = name.split(" ");
    for (const q of [
      name.slice(1, -1),
      name.toUpperCase(),
      `${family} ${given}`,
      `${serial.slice(3, 12)} 0001 ${given}`,
    ]) {
      expect(labels(await search(q, everything))).toContain("VSC-000001");
    }
    expect(labels(await search(`${name} nobody-else`))).toEqual([]);
  });
});

test("accents may be typed or left out", async () => {
  const { items } = await search("", { id: "user", ...everything });
  const accented = items.filter(({ label }) => /[^\0-\x7f]/.test(label));
  expect(accented.length).toBeGreaterThan(20);
  for (const { label, ref } of accented) {
    const plain = label.normalize("NFD").replace(/\p{M}/gu, "");
    for (const q of [label, label.toLowerCase(), plain]) {
      const found = await search(q, { id: "user", ...everything });
      expect(found.items.map((item) => item.ref.id)).toContain(ref.id);
    }
  }
});

test.each([
  ["soren", "Søren"],
  ["lukasz", "Łukasz"],
  ["ISIL", "Işıl"],
  ["weiss", "Weiß"],
  ["dang", "Đặng"],
  ["thora", "Þóra"],
])("%s finds %s", async (q, name) => {
  const found = await search(q, { id: "user", ...everything });
  expect(found.items.some(({ label }) => label.split(" ").includes(name))).toBe(true);
});

test.each([
  "%",
  "_",
  "vsc%",
  "VSC_000001",
  "*",
  "?",
  '"',
  '"VSC-000001"',
  "\\",
  "'",
  "' OR 1=1 --",
  "😀",
  "NEAR(a b)",
  "zzzz OR vsc",
  "-vsc",
  "\0",
])("%j is searched for literally, not as a pattern", async (q) => {
  expect(await search(q)).toEqual({ items: [], total: { value: 0, relation: "eq" }, next: null });
});

test("one letter is enough to narrow a search, and blanks alone do not narrow it", async () => {
  const all = await search("", everything);
  expect(all.total.value).toBe(300);
  expect((await search("  \t ", everything)).total.value).toBe(300);
  const one = await search("z", everything);
  expect(one.total.value).toBeGreaterThan(0);
  expect(one.total.value).toBeLessThan(300);
});

test("a text longer than any field is refused", async () => {
  const refused = await at().manager.refused(idmApi.search, {
    params: { id: "user" },
    query: { q: "x".repeat(10_000) },
  });
  expect(refused).toMatchObject({ status: 400, code: "invalid-input" });
});

test("a match in the number comes first, a match in a serial number only comes last", async () => {
  const { items } = await search("000250", everything);
  expect(items[0]?.label).toBe("VSC-000250");
  const short = await search("25", everything);
  const byNumber = short.items.map(({ label, columns }) => /25/.test(label + columns["account"]));
  expect(byNumber).toContain(false);
  expect(byNumber.lastIndexOf(true)).toBeLessThan(byNumber.indexOf(false));
});

test("matches in number or name come before those in the account, and these before those in the mail address", async () => {
  const { items } = await search("3", everything);
  const fieldOf = ({ columns: { number = "", person = "", account = "", email = "" } }: SearchItem): number =>
    [`${number} ${person}`, account, email.split("@", 1).join("")].findIndex((field) => fold(field).includes("3"));
  const fields = items.map(fieldOf).map((field) => (field < 0 ? 3 : field));
  expect(fields).toEqual(fields.toSorted((a, b) => a - b));
  expect(new Set(fields).size).toBeGreaterThan(2);
});

test("a search for the mail domain that all users share finds nothing without its @", async () => {
  expect((await search("example.com")).total.value).toBe(0);
  expect((await search("xampl", { id: "user" })).total.value).toBe(0);
  expect((await search("@example.com")).total.value).toBe(300);
  const { email = "" } = (await search("VSC-000001")).items[0]?.columns ?? {};
  expect(labels(await search(email))).toContain("VSC-000001");
});

describe("results are sorted by", () => {
  const columns = ["number", "person", "account", "email", "department"];

  test.each(columns)("%s, up and down, page by page", async (sort) => {
    const all = async (direction: string): Promise<string[]> => {
      const texts: string[] = [];
      let cursor: string | null = null;
      do {
        const at = cursor === null ? {} : { cursor };
        const page: SearchPage = await search("VSC", { sort, direction, limit: "70", ...at });
        texts.push(...page.items.map((item) => fold(item.columns[sort] ?? "")));
        cursor = page.next;
      } while (cursor !== null);
      return texts;
    };
    const up = await all("ascending");
    expect(up).toHaveLength(300);
    expect(up).toEqual(up.toSorted());
    expect(await all("descending")).toEqual(up.toReversed());
  });

  test("state, whatever the search matches best", async () => {
    const { items } = await search("1", { sort: "state", limit: "300" });
    const states = items.map(({ state }) => state);
    expect(states).toEqual(states.toSorted());
    expect(new Set(states).size).toBe(4);
  });

  test("only the columns that the search configuration names, and a cursor fits only its own order", async () => {
    const [cards] = await at().manager.ask(idmApi.searchConfigurations);
    expect(cards?.sortable).toEqual([...columns, "state"]);
    expect(cards?.states).toEqual(["registered", "active", "inactive", "locked"]);
    const refused = (query: Record<string, string>) =>
      at().manager.refused(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q: "", ...query } });
    for (const query of [{ sort: "toString" }, { sort: "number", direction: "sideways" }])
      expect(await refused(query)).toMatchObject({ status: 400, code: "invalid-input" });
    // A cursor is valid only for the sort order that it came from.
    const { next } = await search("", { sort: "person" });
    expect(await refused({ sort: "number", cursor: next ?? "" })).toMatchObject({ code: "invalid-input" });
    expect(await refused({ cursor: next ?? "" })).toMatchObject({ code: "invalid-input" });
  });
});

test("users are sorted by name by default", async () => {
  const { items } = await search("", { id: "user", ...everything });
  const plain = items.map(({ label }) => label.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
  const ascii = plain.filter((label) => /^[ -~]*$/.test(label));
  expect(ascii).toEqual(ascii.toSorted());
});

test.each(["virtualSmartCard", "user", "certificate"])("pages of %s list every result exactly once", async (id) => {
  const whole = await search("1", { id, ...everything });
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: SearchPage = await search("1", { id, limit: "7", ...(cursor === "" ? {} : { cursor }) });
    expect(page.total).toEqual(whole.total);
    expect(page.items.length).toBeGreaterThan(0);
    seen.push(...page.items.map(({ ref }) => ref.id));
    cursor = page.next;
  }
  expect(seen).toHaveLength(whole.total.value);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.slice(0, 200)).toEqual(whole.items.map(({ ref }) => ref.id));
});

test("a state narrows the search, and its total", async () => {
  const totals = await Promise.all(
    ["active", "inactive", "registered", "locked", "nonsense"].map(async (state) => {
      const page = await search("", { state, ...everything });
      expect(page.items.every((item) => item.state === state)).toBe(true);
      return page.total.value;
    }),
  );
  expect(totals).toEqual([210, 60, 15, 15, 0]);
});

test.each([{ limit: "0" }, { limit: "1001" }, { limit: "x" }, { cursor: "x" }, { cursor: "9-1" }, { cursor: "" }])(
  "the query %j is refused",
  async (query) => {
    const refused = await at().manager.refused(idmApi.search, { params: { id: "user" }, query: { q: "", ...query } });
    expect(refused).toMatchObject({ status: 400, code: "invalid-input" });
  },
);

test("a configuration that does not exist is not found", async () => {
  expect(await at().manager.refused(idmApi.search, { params: { id: "toString" } })).toMatchObject({
    code: "not-found",
  });
});

test("search is forbidden to the policy administrator and allowed to the other operators", async () => {
  const { admin, helpdesk, approver, officer } = at();
  expect(await admin.refused(idmApi.search, { params: { id: "user" } })).toMatchObject({
    status: 403,
    code: "forbidden",
  });
  expect(await admin.refused(idmApi.searchConfigurations)).toMatchObject({ status: 403, code: "forbidden" });
  for (const client of [helpdesk, approver, officer]) await client.ask(idmApi.search, { params: { id: "user" } });
});

describe("after a process", () => {
  afterEach(() => at().sandbox.reset());

  test("the new state is found at once", async () => {
    await runProcess(at().manager, lock, "VSC-000001");
    expect((await search("VSC-000001")).items[0]?.state).toBe("locked");
    expect(labels(await search("VSC-000001", { state: "active" }))).toEqual([]);
    const { serial } = (await read(at().manager, "VSC-000001")).certificates[0] ?? { serial: "" };
    expect((await search(serial, { id: "certificate" })).items[0]?.state).toBe("revoked");
  });

  test("a deleted card and its certificates are no longer found", async () => {
    const { serial } = (await read(at().manager, "VSC-000001")).certificates[0] ?? { serial: "" };
    await enable(at().admin, [remove]);
    await runProcess(at().manager, remove, "VSC-000001");
    expect(labels(await search("VSC-000001"))).toEqual([]);
    expect(labels(await search(serial, { id: "certificate" }))).toEqual([]);
    expect((await search("", everything)).total.value).toBe(299);
  });

  test("the user of a deleted card is neither found by its serial numbers nor sorted by it", async () => {
    const byCard = { id: "user", sort: "card", ...everything };
    const { serial } = (await read(at().manager, "VSC-000003")).certificates[0] ?? { serial: "" };
    expect(labels(await search(serial, { id: "user" }))).toHaveLength(1);
    const before = (await search("", byCard)).items.map(({ ref }) => ref.id);
    await enable(at().admin, [remove]);
    await runProcess(at().manager, remove, "VSC-000003");
    expect(labels(await search(serial, { id: "user" }))).toEqual([]);
    const after = (await search("", byCard)).items.map(({ ref }) => ref.id);
    expect(after).toEqual(["USR-000003", ...before.filter((id) => id !== "USR-000003")]);
  });
});
