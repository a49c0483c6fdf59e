import "./object-view.css";
import { useEffect, useRef, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { ProcessOffer } from "#shared/idm/object.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useRemembered } from "../../desk/recent.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { ThisCard } from "../../parts/card-reader/this-card.tsx";
import { History } from "./history/history.tsx";
import { useHistory } from "./history/use-history.ts";
import { LocalView } from "../../parts/local-view/local-view.tsx";
import { StateDiagram } from "./state-diagram/state-diagram.tsx";
import { WaitingTasks } from "./waiting-tasks.tsx";
import { Certificates } from "./certificates.tsx";
import { Fields } from "./fields.tsx";
import { Related } from "./related.tsx";
import { useObjectView } from "./use-object-view.ts";
import { WhatToDo } from "./what-to-do.tsx";

/** One object: what it is, what can be done with it, what happened to it. */
export function ObjectScreen({ target }: { readonly target: Ref }): ReactNode {
  const { say } = useWords();
  const { reading, readAgain } = useObjectView(target);
  const again = <Button onPress={readAgain}>{say("object.again")}</Button>;

  if (reading.kind === "reading") {
    return <output className="loading">{say("object.reading")}</output>;
  }
  if (reading.kind === "failed") {
    return (
      <section className="object" aria-label={target.id}>
        <FocusedHeading level={1}>{target.id}</FocusedHeading>
        <ErrorBox error={reading.error}>{again}</ErrorBox>
        {/* The history of an object outlives the object. */}
        {reading.error.code === "not-found" ? <HistoryOfGone target={target} /> : null}
      </section>
    );
  }
  return (
    <>
      {reading.stale === null ? null : (
        <ErrorBox error={reading.stale} isStale>
          {again}
        </ErrorBox>
      )}
      <ObjectPanels view={reading.view} readAgain={readAgain} />
    </>
  );
}

function HistoryOfGone({ target }: { readonly target: Ref }): ReactNode {
  return <History object={target} history={useHistory(target, target)} />;
}

function ObjectPanels({ view, readAgain }: { readonly view: ObjectView; readonly readAgain: () => void }): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { object, processes } = view;
  const history = useHistory(object.ref, object);
  useRemembered(object);
  const heading = useRef<HTMLHeadingElement>(null);
  const isWizardClosed = useCore((core) => core.wizard.kind === "closed");
  const { run, refused } = useCommand();

  // The heading takes the focus when the screen opens and when the wizard closes.
  useEffect(() => {
    if (isWizardClosed) heading.current?.focus();
  }, [isWizardClosed]);

  async function start(offer: ProcessOffer): Promise<void> {
    const isStarted = await run(() =>
      client.wizard.start({
        process: offer.symbolicName,
        processName: offer.name,
        object: object.ref,
        label: object.label,
        about: object.about,
        version: object.version,
      }),
    );
    if (!isStarted) readAgain();
  }

  return (
    <article className="object">
      <header className="object-head">
        <h1 ref={heading} tabIndex={-1} className="focused-heading">
          {object.label}
        </h1>
        <output>
          <StateBadge state={object.state} />
        </output>
      </header>
      <LocalView view={view} />
      <WaitingTasks object={object.ref} />
      <ThisCard object={object} />
      {refused === null ? null : <ErrorBox error={refused} />}
      <div className="object-panels">
        <div className="object-side">
          <WhatToDo object={object.ref} processes={processes} onStart={(offer) => void start(offer)} />
          <Related related={object.related} title={say("object.related")} />
        </div>
        <div className="object-main">
          <Fields fields={object.fields} />
          <StateDiagram object={object} processes={processes} />
          <Certificates certificates={object.certificates} history={history.entries ?? []} />
          <History object={object.ref} history={history} />
        </div>
      </div>
    </article>
  );
}
