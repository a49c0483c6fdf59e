import "./object-view.css";
import { useEffect, useRef, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { ProcessOffer } from "#shared/idm/object.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useKeys } from "../../desk/keys.ts";
import { useRemembered } from "../../desk/recent.ts";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { useObjectMenu } from "../../parts/object-menu.tsx";
import { LocalView } from "../../parts/local-view/local-view.tsx";
import { History } from "./history/history.tsx";
import { useHistory } from "./history/use-history.ts";
import { ObjectHead } from "./object-head.tsx";
import { ObjectTabs } from "./object-tabs.tsx";
import { useObjectView } from "./use-object-view.ts";
import { WaitingTasks } from "./waiting-tasks.tsx";
import { WhatToDo } from "./what-to-do.tsx";

interface ObjectScreenProps {
  readonly target: Ref;
  /** Shown beside the list it is chosen in: it takes neither the focus nor the keys of the page. */
  readonly isPreview?: boolean;
}

/** One object, its processes and its history. Escape leads to the results. */
export function ObjectScreen({ target, isPreview = false }: ObjectScreenProps): ReactNode {
  const { navigation } = useDesk();
  const isWizardClosed = useCore((core) => core.wizard.kind === "closed");

  useKeys("page", !isPreview && isWizardClosed, (key) => {
    if (key !== "Escape" || document.activeElement?.matches("input, select, textarea") === true) return false;
    navigation.getState().go({ screen: "search" });
    return true;
  });

  return (
    <div className="screen object-screen">
      <Read target={target} isPreview={isPreview} />
    </div>
  );
}

type ReadProps = Required<ObjectScreenProps>;

function Read({ target, isPreview }: ReadProps): ReactNode {
  const { say } = useWords();
  const { reading, readAgain } = useObjectView(target);
  const again = <Button onPress={readAgain}>{say("object.again")}</Button>;

  if (reading.kind === "reading") {
    return (
      <div className="object">
        <div className="object-band">
          <Skeleton label={say("object.reading")} />
        </div>
      </div>
    );
  }
  if (reading.kind === "failed") {
    return (
      <section className="object object-failed" aria-label={target.id}>
        {isPreview ? <h1>{target.id}</h1> : <FocusedHeading level={1}>{target.id}</FocusedHeading>}
        <ErrorBox error={reading.error}>{again}</ErrorBox>
        {/* The history of an object outlives the object. */}
        {reading.error.code === "not-found" ? <HistoryOfGone target={target} /> : null}
      </section>
    );
  }
  return (
    <ReadObject
      view={reading.view}
      stale={
        reading.stale === null ? null : (
          <ErrorBox error={reading.stale} isStale>
            {again}
          </ErrorBox>
        )
      }
      isPreview={isPreview}
      readAgain={readAgain}
    />
  );
}

function HistoryOfGone({ target }: { readonly target: Ref }): ReactNode {
  return <History object={target} history={useHistory(target, target)} />;
}

interface ReadObjectProps {
  readonly view: ObjectView;
  /**
   * The error of a failed re-reading, if the object on screen is from an earlier one; else null.
   */
  readonly stale: ReactNode;
  readonly isPreview: boolean;
  readonly readAgain: () => void;
}

function ReadObject({ view, stale, isPreview, readAgain }: ReadObjectProps): ReactNode {
  const { client } = useDesk();
  const { object, processes } = view;
  const history = useHistory(object.ref, object);
  const heading = useRef<HTMLHeadingElement>(null);
  const isWizardClosed = useCore((core) => core.wizard.kind === "closed");
  const { run, refused } = useCommand();
  const { over, menu } = useObjectMenu();
  useRemembered(isPreview ? null : object);

  // The heading takes the focus when the screen opens and when the wizard closes.
  useEffect(() => {
    if (isWizardClosed && !isPreview) heading.current?.focus();
  }, [isWizardClosed, isPreview]);

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
    <article className="object" {...over({ ref: object.ref, number: object.about?.label ?? object.label })}>
      {menu}
      <div className="object-band">
        <ObjectHead object={object} heading={heading} />
        <WhatToDo
          object={object}
          processes={processes}
          hasKeys={!isPreview && isWizardClosed}
          onStart={(offer) => void start(offer)}
        />
      </div>
      <div className="object-notices">
        {stale}
        {refused === null ? null : <ErrorBox error={refused} />}
        <LocalView view={view} />
        <WaitingTasks object={object.ref} />
      </div>
      <ObjectTabs object={object} processes={processes} history={history} />
    </article>
  );
}
