import type { Language } from "#shared/ipc/app.ts";
import { bulk as deBulk } from "./de/bulk.ts";
import { cards as deCards } from "./de/cards.ts";
import { errors as deErrors } from "./de/errors.ts";
import { frame as deFrame } from "./de/frame.ts";
import { history as deHistory } from "./de/history.ts";
import { offline as deOffline } from "./de/offline.ts";
import { screens as deScreens } from "./de/screens.ts";
import { tasks as deTasks } from "./de/tasks.ts";
import { words as deWords } from "./de/words.ts";
import { bulk as enBulk } from "./en/bulk.ts";
import { cards as enCards } from "./en/cards.ts";
import { errors as enErrors } from "./en/errors.ts";
import { frame as enFrame } from "./en/frame.ts";
import { history as enHistory } from "./en/history.ts";
import { offline as enOffline } from "./en/offline.ts";
import { screens as enScreens } from "./en/screens.ts";
import { tasks as enTasks } from "./en/tasks.ts";
import { words as enWords } from "./en/words.ts";
import { bulk as frBulk } from "./fr/bulk.ts";
import { cards as frCards } from "./fr/cards.ts";
import { errors as frErrors } from "./fr/errors.ts";
import { frame as frFrame } from "./fr/frame.ts";
import { history as frHistory } from "./fr/history.ts";
import { offline as frOffline } from "./fr/offline.ts";
import { screens as frScreens } from "./fr/screens.ts";
import { tasks as frTasks } from "./fr/tasks.ts";
import { words as frWords } from "./fr/words.ts";
import type { Catalogue } from "./keys.ts";
import { bulk as svBulk } from "./sv/bulk.ts";
import { cards as svCards } from "./sv/cards.ts";
import { errors as svErrors } from "./sv/errors.ts";
import { frame as svFrame } from "./sv/frame.ts";
import { history as svHistory } from "./sv/history.ts";
import { offline as svOffline } from "./sv/offline.ts";
import { screens as svScreens } from "./sv/screens.ts";
import { tasks as svTasks } from "./sv/tasks.ts";
import { words as svWords } from "./sv/words.ts";

/** Every text in every language. A text that is missing in one of them does not compile. */
export const catalogues: Readonly<Record<Language, Catalogue>> = {
  en: {
    ...enScreens,
    ...enBulk,
    ...enCards,
    ...enFrame,
    ...enHistory,
    ...enOffline,
    ...enTasks,
    ...enWords,
    ...enErrors,
  },
  sv: {
    ...svScreens,
    ...svBulk,
    ...svCards,
    ...svFrame,
    ...svHistory,
    ...svOffline,
    ...svTasks,
    ...svWords,
    ...svErrors,
  },
  de: {
    ...deScreens,
    ...deBulk,
    ...deCards,
    ...deFrame,
    ...deHistory,
    ...deOffline,
    ...deTasks,
    ...deWords,
    ...deErrors,
  },
  fr: {
    ...frScreens,
    ...frBulk,
    ...frCards,
    ...frFrame,
    ...frHistory,
    ...frOffline,
    ...frTasks,
    ...frWords,
    ...frErrors,
  },
};
