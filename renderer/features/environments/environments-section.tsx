import { useState, type ReactNode } from "react";
import type { Environment } from "#shared/ipc/environments.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { FieldLock } from "../../components/text-field.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { ColourDot } from "../../parts/environment/environment-mark.tsx";
import { useLock } from "../../parts/managed.ts";
import { EnvironmentDialog } from "./environment-dialog.tsx";
import { LeaveQuestion } from "./leave-question.tsx";

type Asking =
  | { readonly kind: "none" | "add" }
  | { readonly kind: "edit" | "remove" | "choose"; readonly environment: Environment };

const nothing: Asking = { kind: "none" };

/** The environments of this machine: one is in use, each can be changed. */
export function EnvironmentsSection(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { list, current, isManaged, isFixed } = useCore((core) => core.environments);
  const isSandbox = useCore((core) => core.info.idm.sandbox);
  const isLoggedIn = useCore((core) => core.session.kind !== "none");
  const lock = useLock()("environments");
  const [asking, setAsking] = useState<Asking>(nothing);
  const { run, isRunning, refused } = useCommand();
  const close = (): void => setAsking(nothing);

  function choose({ id }: Environment): void {
    close();
    // On success the page is reloaded with the other environment.
    void run(() => client.environments.choose({ id }));
  }

  function remove({ id }: Environment): void {
    close();
    void run(() => client.environments.remove({ id }));
  }

  return (
    <>
      {isFixed ? <p className="quiet">{say(isSandbox ? "environments.fixedSandbox" : "environments.fixed")}</p> : null}
      {list.length === 0 && !isFixed ? <p className="quiet">{say("environments.none")}</p> : null}
      <ul className="environments-list" aria-label={say("environments.title")}>
        {list.map((environment) => {
          const { id, name, colour, url } = environment;
          const isCurrent = id === current?.id;
          return (
            <li key={id} className="environments-item">
              <ColourDot colour={colour} />
              <span className="environments-named">
                <strong>{name}</strong>
                <span className="quiet">{url}</span>
              </span>
              {isCurrent ? <Badge tone="good">{say("environments.inUse")}</Badge> : null}
              <span className="buttons">
                {isCurrent || isFixed ? null : (
                  <Button
                    label={say("environments.useNamed", { name })}
                    isPending={isRunning}
                    onPress={() => (isLoggedIn ? setAsking({ kind: "choose", environment }) : choose(environment))}
                  >
                    {say("environments.use")}
                  </Button>
                )}
                {isManaged ? null : (
                  <Button
                    kind="quiet"
                    label={say("environments.editNamed", { name })}
                    onPress={() => setAsking({ kind: "edit", environment })}
                  >
                    {say("environments.edit")}
                  </Button>
                )}
                {isManaged || isCurrent ? null : (
                  <Button
                    kind="quiet"
                    label={say("environments.removeNamed", { name })}
                    onPress={() => setAsking({ kind: "remove", environment })}
                  >
                    {say("environments.remove")}
                  </Button>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {refused === null ? null : <ErrorBox error={refused} />}
      {lock === null ? null : <FieldLock id="environments-lock" text={lock} />}
      {isManaged ? null : (
        <div className="environments-add">
          <Button onPress={() => setAsking({ kind: "add" })}>{say("environments.add")}</Button>
        </div>
      )}
      {asking.kind === "add" ? <EnvironmentDialog environment={null} onClose={close} /> : null}
      {asking.kind === "edit" ? <EnvironmentDialog environment={asking.environment} onClose={close} /> : null}
      {asking.kind === "remove" ? (
        <Confirm
          title={say("environments.removeTitle", { name: asking.environment.name })}
          text={say("environments.removeText")}
          yes={say("environments.remove")}
          no={say("app.stay")}
          onYes={() => remove(asking.environment)}
          onNo={close}
        />
      ) : null}
      {asking.kind === "choose" ? (
        <LeaveQuestion
          title={say("environments.useTitle", { name: asking.environment.name })}
          yes={say("environments.useYes")}
          onYes={() => choose(asking.environment)}
          onNo={close}
        />
      ) : null}
    </>
  );
}
