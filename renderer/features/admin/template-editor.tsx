import { useEffect, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { assertNever } from "#shared/domain/assert-never.ts";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { Screen } from "../../components/screen.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useToast } from "../../desk/toasts.tsx";
import { useWords } from "../../desk/words.ts";
import { AdditionalCommands } from "./additional-commands.tsx";
import { isUnsaved, templateDraft, type Draft, type SaveOutcome } from "./template-draft.ts";

interface TemplateEditorProps {
  readonly id: string;
  readonly title: string;
  readonly path: ReactNode;
}

/** A core template: its states with their Additional Commands, and its settings. */
export function TemplateEditor({ id, title, path }: TemplateEditorProps): ReactNode {
  const { say } = useWords();
  const { editing, open, read } = useStore(templateDraft(useDesk()));

  useEffect(() => void open(id), [open, id]);

  const footer =
    editing.kind === "open" ? <SaveBar id={id} outcome={editing.outcome} isUnsaved={isUnsaved(editing)} /> : null;
  return (
    <Screen title={title} actions={path} footer={footer}>
      {editing.kind === "none" || editing.kind === "reading" ? <output>{say("app.loading")}</output> : null}
      {editing.kind === "failed" ? (
        <ErrorBox error={editing.error}>
          <Button onPress={() => void read(id)}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      {editing.kind === "open" ? (
        <OpenTemplate draft={editing.draft} showMissing={editing.outcome.kind === "incomplete"} />
      ) : null}
    </Screen>
  );
}

interface SaveBarProps {
  readonly id: string;
  readonly outcome: SaveOutcome;
  readonly isUnsaved: boolean;
}

/** The Save button, always in sight, and how the last Save ended. */
function SaveBar({ id, outcome, isUnsaved }: SaveBarProps): ReactNode {
  const { say } = useWords();
  const drafts = templateDraft(useDesk());
  const { read, save } = useStore(drafts);
  const toast = useToast();

  async function press(): Promise<void> {
    const ended = await save();
    if (ended.kind === "saved" && ended.asSent) toast(say("admin.saved"));
  }

  return (
    <>
      <Outcome outcome={outcome} onLoadSaved={() => void read(id)} />
      <ActionBar
        status={
          <output>
            {isUnsaved && outcome.kind !== "saving" ? <span className="mark">{say("admin.unsaved")}</span> : null}
          </output>
        }
      >
        {isUnsaved ? (
          <Button isPending={outcome.kind === "saving"} onPress={() => void read(id)}>
            {say("admin.discard")}
          </Button>
        ) : null}
        <Button kind="primary" isPending={outcome.kind === "saving"} onPress={() => void press()}>
          {say(outcome.kind === "saving" ? "admin.saving" : "admin.save")}
        </Button>
      </ActionBar>
    </>
  );
}

interface OpenTemplateProps {
  readonly draft: Draft;
  readonly showMissing: boolean;
}

function OpenTemplate({ draft, showMissing }: OpenTemplateProps): ReactNode {
  const { say } = useWords();
  const { states } = draft.template;
  const countOf = (state: string): number => draft.rows[state]?.length ?? 0;
  // Opens on the first state with a command: an empty one says little about the template.
  const [tab, setTab] = useState(() => (states.find(({ id }) => countOf(id) > 0) ?? states[0])?.id ?? "");
  return (
    <>
      <p className="quiet">{say("admin.enabledHint")}</p>
      <div className="template">
        <div className="panel template-states">
          <Tabs
            label={say("admin.states")}
            selected={tab}
            onSelect={setTab}
            items={states.map(({ id, name }) => ({
              id,
              title: name,
              count: countOf(id),
              content: <AdditionalCommands draft={draft} state={id} showMissing={showMissing} />,
            }))}
          />
        </div>
        <TemplateSettings draft={draft} />
      </div>
    </>
  );
}

function TemplateSettings({ draft }: { readonly draft: Draft }): ReactNode {
  const { say } = useWords();
  const set = useStore(templateDraft(useDesk()), (state) => state.set);
  if (draft.template.settingChoices.length === 0) return null;
  return (
    <section className="panel" aria-label={say("admin.settings")}>
      <h2>{say("admin.settings")}</h2>
      <div className="template-settings">
        {draft.template.settingChoices.map((setting) => (
          <SelectField
            key={setting.name}
            label={setting.label}
            value={draft.settings[setting.name] ?? ""}
            choices={setting.choices}
            onChange={(value) => set(setting.name, value)}
          />
        ))}
      </div>
    </section>
  );
}

function Outcome({
  outcome,
  onLoadSaved,
}: {
  readonly outcome: SaveOutcome;
  readonly onLoadSaved: () => void;
}): ReactNode {
  const { say } = useWords();
  switch (outcome.kind) {
    case "none":
    case "saving":
      return null;
    case "incomplete":
      return <Notice tone="warning" role="alert" title={say("admin.chooseMissing")} />;
    case "saved":
      return outcome.asSent ? null : <Notice tone="warning" role="alert" title={say("admin.savedOther")} />;
    case "failed":
      return (
        <ErrorBox error={outcome.error}>
          {outcome.error.code === "version-conflict" ? (
            <Button onPress={onLoadSaved}>{say("admin.loadSaved")}</Button>
          ) : null}
        </ErrorBox>
      );
    default:
      return assertNever(outcome);
  }
}
