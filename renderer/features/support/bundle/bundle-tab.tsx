import "./bundle.css";
import { useEffect, useRef, type ReactNode } from "react";
import { useStore } from "zustand";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { TextArea } from "../../../components/text-area.tsx";
import { useDesk } from "../../../desk/desk.ts";
import { ErrorBox } from "../../../desk/error-box.tsx";
import { useWords } from "../../../desk/words.ts";
import { CopyTextButton } from "../../../parts/copy-text-button.tsx";
import { OpenBundle } from "../open-bundle/open-bundle.tsx";
import { bundleStore } from "./bundle-store.ts";
import { Parts } from "./parts.tsx";
import { sizeText } from "./size-text.ts";

/**
 * Makes a support bundle, and shows its content before it is saved. It works before the log-in too.
 */
export function BundleTab(): ReactNode {
  const desk = useDesk();
  const { say, locale } = useWords();
  const { bundle, refused, make, save } = useStore(bundleStore(desk));
  const result = useRef<HTMLHeadingElement>(null);
  const before = useRef(bundle.kind);

  // The pressed button is gone: the heading of the result takes the focus.
  useEffect(() => {
    const isNew = before.current === "making" ? bundle.kind === "made" : bundle.kind === "saved";
    if (before.current !== bundle.kind && isNew) result.current?.focus();
    before.current = bundle.kind;
  }, [bundle.kind]);

  return (
    <div className="bundle stack">
      <div>
        <p>{say("bundle.intro")}</p>
        <p>{say("bundle.standIns")}</p>
      </div>
      {refused === null ? null : <ErrorBox error={refused} />}
      {bundle.kind === "none" || bundle.kind === "making" ? (
        <div className="buttons">
          <Button kind="primary" isPending={bundle.kind === "making"} onPress={() => void make()}>
            {say("bundle.make")}
          </Button>
          <output className="quiet">{bundle.kind === "making" ? say("bundle.making") : ""}</output>
        </div>
      ) : null}
      {bundle.kind === "made" || bundle.kind === "saving" ? (
        <>
          <Parts preview={bundle.preview} heading={result} />
          <Note />
          <div className="buttons">
            <Button kind="primary" isPending={bundle.kind === "saving"} onPress={() => void save()}>
              {say("bundle.save")}
            </Button>
            <Button isPending={bundle.kind === "saving"} onPress={() => void make()}>
              {say("bundle.again")}
            </Button>
          </div>
        </>
      ) : null}
      {bundle.kind === "saved" ? (
        <>
          <Notice tone="good">
            <h2 ref={result} tabIndex={-1} className="focused-heading notice-title">
              {say("bundle.saved", { size: sizeText(bundle.saved.bytes, locale) })}
            </h2>
            <p>{say("bundle.savedNext")}</p>
            <p>
              <code className="bundle-file">{bundle.saved.file}</code>
            </p>
            <div className="buttons">
              <CopyTextButton text={bundle.saved.file} label={say("bundle.copyPath")} />
            </div>
          </Notice>
          <div className="buttons">
            <Button onPress={() => void make()}>{say("bundle.another")}</Button>
          </div>
        </>
      ) : null}
      <OpenBundle />
    </div>
  );
}

/** What the operator writes to support. */
function Note(): ReactNode {
  const desk = useDesk();
  const { say } = useWords();
  const { note, write } = useStore(bundleStore(desk));
  return (
    <div className="bundle-note">
      <TextArea
        label={say("bundle.note")}
        hint={say("bundle.noteHint")}
        rows={3}
        dir="auto"
        value={note}
        onChange={write}
      />
    </div>
  );
}
