import { isolated } from "#shared/text.ts";
import type { AboutProgram } from "#shared/ipc/about.ts";
import type { CoreState } from "../../desk/core-state.ts";
import type { Words } from "../../desk/words.ts";

export interface Fact {
  readonly name: string;
  readonly values: readonly string[];
}

type Known = Pick<CoreState, "info" | "environments" | "connection" | "session">;

/** Returns what support asks for first: program, runtime, environment, back end and roles. */
export function factsOf(about: AboutProgram, { info, environments, connection, session }: Known, words: Words): Fact[] {
  const { say, term } = words;
  const { commit, date } = about.build;
  const build = [commit, date === null ? null : words.date(date)].filter((part) => part !== null);
  const roles = session.kind === "none" ? [] : session.operator.roles;
  const { url, sandbox } = info.idm;
  const called = sandbox ? say("app.sandbox") : (environments.current?.name ?? "");
  // A back end that was given at the start has no name, only its address.
  const environment = [...new Set([called, url])].filter((part) => part !== "");
  const product =
    connection.kind === "online"
      ? say("about.product", { product: connection.product, api: about.api })
      : say(connection.kind === "offline" ? "app.offline" : "app.connecting");
  return [
    { name: say("settings.version"), values: [info.version] },
    { name: say("about.build"), values: [build.length === 0 ? say("about.unknown") : build.join(" · ")] },
    { name: say("about.shell"), values: [say(`about.shell.${info.shell}`)] },
    { name: say("about.runtime"), values: about.runtime.map(({ name, version }) => `${name} ${version}`) },
    { name: say("login.environment"), values: environment },
    { name: say("settings.backEnd"), values: [product] },
    { name: say("menu.roles"), values: roles.map((role) => term("role", role)) },
  ].filter(({ values }) => values.length > 0);
}

/** Returns the facts as text, a line each, for a ticket. */
export const factsText = (title: string, facts: readonly Fact[]): string =>
  [title, ...facts.map(({ name, values }) => `${name}: ${values.map(isolated).join(", ")}`)].join("\n");
