import "../../components/tabs.css";
import { useEffect, type ReactNode } from "react";
import { Tab, TabList, TabPanel, TabPanels, Tabs } from "react-aria-components/Tabs";
import { useStore } from "zustand";
import { assertNever } from "#shared/domain/assert-never.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { AdditionalCommands } from "./additional-commands.tsx";
import { isUnsaved, templateDraft, type Draft, type SaveOutcome } from "./template-draft.ts";

/** A core template: its states with their Additional Commands, and its settings. */
export function TemplateEditor({ id }: { readonly id: string }): ReactNode {
  const desk = useDesk();
  const { navigation } = desk;
  const { say } = useWords();
  const drafts = templateDraft(desk);
  const { editing, open, read } = useStore(drafts);

  useEffect(() => void open(id), [open, id]);
  useEffect(() => {
    const isThere = (): boolean => isUnsaved(drafts.getState().editing);
    return navigation.getState().guard({ isThere, discard: () => drafts.getState().discard() });
  }, [navigation, drafts]);

  switch (editing.kind) {
    case "none":
    case "reading":
      return <output>{say("app.loading")}</output>;
    case "failed":
      return (
        <ErrorBox error={editing.error}>
          <Button onPress={() => void read(id)}>{say("app.retry")}</Button>
        </ErrorBox>
      );
    case "open":
      return <OpenTemplate draft={editing.draft} outcome={editing.outcome} isUnsaved={isUnsaved(editing)} />;
    default:
      return assertNever(editing);
  }
}

interface OpenTemplateProps {
  readonly draft: Draft;
  readonly outcome: SaveOutcome;
  readonly isUnsaved: boolean;
}

function OpenTemplate({ draft, outcome, isUnsaved }: OpenTemplateProps): ReactNode {
  const { say } = useWords();
  const { read, save } = useStore(templateDraft(useDesk()));
  const { template } = draft;
  return (
    <div className="stack">
      <p className="quiet">{say("admin.enabledHint")}</p>
      <Tabs className="tabs panel">
        <TabList aria-label={say("admin.states")} className="tab-list">
          {template.states.map((state) => (
            <Tab key={state.id} id={state.id} className="tab">
              {state.name}
            </Tab>
          ))}
        </TabList>
        <TabPanels>
          {template.states.map((state) => (
            <TabPanel key={state.id} id={state.id} className="tab-panel">
              <AdditionalCommands draft={draft} state={state.id} showMissing={outcome.kind === "incomplete"} />
            </TabPanel>
          ))}
        </TabPanels>
      </Tabs>
      <TemplateSettings draft={draft} />
      <Outcome outcome={outcome} onLoadSaved={() => void read(template.id)} />
      <div className="buttons">
        <Button kind="primary" isPending={outcome.kind === "saving"} onPress={() => void save()}>
          {say(outcome.kind === "saving" ? "admin.saving" : "admin.save")}
        </Button>
        {isUnsaved ? <Button onPress={() => void read(template.id)}>{say("admin.discard")}</Button> : null}
        <output className="quiet">{isUnsaved && outcome.kind !== "saving" ? say("admin.unsaved") : ""}</output>
      </div>
    </div>
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
      return outcome.asSent ? (
        <Notice tone="good" isPolite title={say("admin.saved", { version: outcome.version })} />
      ) : (
        <Notice tone="warning" role="alert" title={say("admin.savedOther", { version: outcome.version })} />
      );
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
