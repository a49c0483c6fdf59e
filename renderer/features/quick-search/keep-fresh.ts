import type { StoreApi } from "zustand";
import { sameRef } from "#shared/domain/ref.ts";
import type { Desk } from "../../desk/desk.ts";
import { shown, type Answer } from "./found.ts";

interface Renewed {
  readonly answer: Answer;
  readonly renew: () => Promise<void>;
  readonly renewConfigurations: () => Promise<void>;
}

/** Milliseconds in which changes are gathered: a bulk changes many objects at once. */
const gathering = 300;

/** Reads the results again when the back end says that one of them may have changed. */
export function keepFresh({ client, left }: Desk, search: StoreApi<Renewed>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function renewSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void search.getState().renew();
    }, gathering);
  }

  client.objects.onChanged(({ ref }) => {
    if (shown(search.getState().answer)?.items.some((item) => sameRef(item.ref, ref))) renewSoon();
  });
  client.objects.onAllChanged(() => {
    void search.getState().renewConfigurations();
    renewSoon();
  });
  left.addEventListener("abort", () => clearTimeout(timer), { once: true });
}
