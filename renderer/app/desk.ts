import { createContext, use } from "react";
import { useStore, type StoreApi } from "zustand";
import type { SessionState } from "#shared/ipc/session.ts";
import type { Client } from "#shared/ipc/types.ts";
import { createTemplateDraft, type TemplateDraft } from "../features/admin/template-draft.ts";
import { createBulkChoice, type BulkChoice } from "../features/bulk/bulk-choice.ts";
import { keepSearch } from "../features/quick-search/keep-search.ts";
import { createQuickSearch, type QuickSearch } from "../features/quick-search/quick-search-store.ts";
import { createOpenTasks, type OpenTasks } from "../features/tasks/open-tasks.ts";
import { createWizardEntries, type WizardEntries } from "../features/wizard/wizard-entries.ts";
import type { CoreState } from "./core-state.ts";
import type { Navigation } from "./navigation.ts";

/**
 * Everything that outlives a screen: the way to the core, what the core told, where the operator is, and what was
 * typed and not sent yet. It stays while a session is expired or locked, and is made anew for another operator.
 */
export interface Desk {
  readonly client: Client;
  readonly core: StoreApi<CoreState>;
  readonly navigation: StoreApi<Navigation>;
  readonly search: StoreApi<QuickSearch>;
  readonly tasks: StoreApi<OpenTasks>;
  readonly wizardEntries: StoreApi<WizardEntries>;
  readonly templateDraft: StoreApi<TemplateDraft>;
  readonly bulkChoice: StoreApi<BulkChoice>;
}

export function createDesk(client: Client, core: StoreApi<CoreState>, navigation: StoreApi<Navigation>): Desk {
  const desk = {
    client,
    core,
    navigation,
    search: createQuickSearch(client),
    tasks: createOpenTasks(client, core),
    wizardEntries: createWizardEntries(client, core),
    templateDraft: createTemplateDraft(client),
    bulkChoice: createBulkChoice(),
  };
  keepSearch(desk);
  core.subscribe(({ session: now }, { session: before }) => {
    const left = now.kind === "none" && before.kind !== "none";
    const another = operatorOf(now) !== operatorOf(before) && before.kind !== "none";
    if (left || another) forget(desk);
  });
  return desk;
}

const operatorOf = (session: SessionState): string | null => (session.kind === "none" ? null : session.operator.id);

/** Nothing of one operator is left for the next. */
function forget({ navigation, search, tasks, templateDraft, bulkChoice }: Desk): void {
  search.getState().forget();
  tasks.getState().forget();
  templateDraft.getState().forget();
  bulkChoice.getState().forget();
  navigation.getState().restart();
}

const DeskContext = createContext<Desk | null>(null);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === null) throw new Error("There is no desk here.");
  return desk;
}

export const useCore = <T>(select: (state: CoreState) => T): T => useStore(useDesk().core, select);
