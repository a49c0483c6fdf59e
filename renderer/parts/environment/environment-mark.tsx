import "./environment.css";
import type { ReactNode } from "react";
import type { Environment } from "#shared/ipc/environments.ts";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";

/** The environment as shown on every screen. */
type Shown = Pick<Environment, "name" | "colour" | "url">;

/** Returns the environment in use; its address is empty if none is set up. */
export function useEnvironment(): Shown {
  const { say } = useWords();
  const { url, sandbox } = useCore((core) => core.info.idm);
  const current = useCore((core) => core.environments.current);
  return sandbox
    ? { name: say("app.sandbox"), colour: "amber", url }
    : (current ?? { name: url, colour: "neutral", url });
}

/** The name of an environment in its colour. */
export function EnvironmentMark({ name, colour, url }: Shown): ReactNode {
  return (
    <span className="environment-mark" data-colour={colour} title={url}>
      {name}
    </span>
  );
}

/** A dot in the colour of an environment, beside its name. */
export function ColourDot({ colour }: Pick<Shown, "colour">): ReactNode {
  return <span className="environment-dot" data-colour={colour} aria-hidden="true" />;
}
