import { isolated } from "#shared/text.ts";
import type { AboutProgram } from "#shared/ipc/about.ts";
import type { CoreState } from "../../desk/core-state.ts";
import type { Words } from "../../desk/words.ts";

export interface Fact {
  readonly name: string;
  readonly values: readonly string[];
}

type Known = Pick<CoreState, "info" | "connection" | "session">;

/** What support asks for first: the program, what it runs on, where it works, and as whom. */
export function factsOf(about: AboutProgram, { info, connection, session }: Known, words: Words): Fact[] {
  const { say, term } = words;
  const { commit, date } = about.build;
  const build = [commit, date === null ? null : words.date(date)].filter((part) => part !== null);
  const roles = session.kind === "none" ? [] : session.operator.roles;
  const product =
    connection.kind === "online"
      ? say("about.product", { product: connection.product, api: about.api })
      : say(connection.kind === "offline" ? "app.offline" : "app.connecting");
  return [
    { name: say("settings.version"), values: [info.version] },
    { name: say("about.build"), values: [build.length === 0 ? say("about.unknown") : build.join(" · ")] },
    { name: say("about.shell"), values: [say(`about.shell.${info.shell}`)] },
    { name: say("about.runtime"), values: about.runtime.map(({ name, version }) => `${name} ${version}`) },
    {
      name: say("login.environment"),
      values: [info.idm.sandbox ? `${say("app.sandbox")} · ${info.idm.url}` : info.idm.url],
    },
    { name: say("settings.backEnd"), values: [product] },
    { name: say("menu.roles"), values: roles.map((role) => term("role", role)) },
  ].filter(({ values }) => values.length > 0);
}

/** The facts as text, a line each, for a ticket. */
export const factsText = (title: string, facts: readonly Fact[]): string =>
  [title, ...facts.map(({ name, values }) => `${name}: ${values.map(isolated).join(", ")}`)].join("\n");
