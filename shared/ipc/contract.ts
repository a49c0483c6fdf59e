import { z } from "zod";
import { cursor, idText, list, prose, verbatim } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { refSchema } from "../domain/ref.ts";
import { bulkOptionsSchema, judgedSchema, longestBulkCall } from "../idm/bulk.ts";
import { historyPageSchema } from "../idm/object.ts";
import { searchConfigurationSchema, searchPageSchema, searchSortSchema } from "../idm/search.ts";
import { credentialsSchema, operatorSchema } from "../idm/session.ts";
import { stateGraphSchema } from "../idm/state-graph.ts";
import { decidedTaskSchema, decisionSchema, mostTasks, taskSchema } from "../idm/task.ts";
import { templateEditSchema, templateSchema, templateSummarySchema } from "../idm/template.ts";
import { scenarioChoiceSchema, scenarioStateSchema } from "../sandbox.ts";
import { aboutProgramSchema, licencesSchema } from "./about.ts";
import {
  appInfoSchema,
  connectionSchema,
  managedSchema,
  settingsChangeSchema,
  settingsFileSchema,
  settingsSchema,
} from "./app.ts";
import { bulkItemSchema, bulkSchema, bulkStartSchema, judgeRequestSchema, mostBulkObjects } from "./bulk.ts";
import {
  lookRequestSchema,
  lookSchema,
  previewSchema,
  savedBundleSchema,
  saveRequestSchema,
  viewSchema,
} from "./bundle.ts";
import { cardCheckSchema } from "./card-check.ts";
import { cardCheckRequestSchema, cardCheckStepSchema, cardReaderSchema } from "./cards.ts";
import {
  environmentDraftSchema,
  environmentNameSchema,
  environmentSchema,
  environmentsSchema,
  environmentTestSchema,
} from "./environments.ts";
import { healthSchema } from "./health.ts";
import { objectViewSchema } from "./object-view.ts";
import {
  entryNameSchema,
  offlineStateSchema,
  queueEntrySchema,
  queuePageSchema,
  takeSchema,
  unlockSchema,
} from "./offline.ts";
import { placeSchema } from "./place.ts";
import { pressedSchema } from "./recording.ts";
import {
  pieceSchema,
  recordingPieceSchema,
  recordingRequestSchema,
  replayStateSchema,
  replayToSchema,
} from "./replay.ts";
import { certificateFileSchema, clientCertificateSchema } from "./client-certificate.ts";
import { offeredWaySchema, proveSchema, sessionStateSchema } from "./session.ts";
import { wizardBackSchema, wizardEntriesSchema, wizardNextSchema, wizardSchema, wizardStartSchema } from "./wizard.ts";

const nothing = z.null();

/**
 * The one contract between page and core. Both ends, the validators and the test double derive from
 * it. `call`: the page asks, the core answers with a value or an operator error. `event`: the core
 * tells.
 */
export const contract = {
  app: {
    info: call(nothing, appInfoSchema),
    /** Build, runtime and API version. */
    about: call(nothing, aboutProgramSchema),
    /** The code of others in the program, with the texts of its licences. */
    licences: call(nothing, licencesSchema),
    connection: call(nothing, connectionSchema),
    settings: call(nothing, settingsSchema),
    /** Changes the named settings and no other: another window may have changed those meanwhile. */
    saveSettings: call(settingsChangeSchema, settingsSchema),
    settingsFile: call(nothing, settingsFileSchema),
    managed: call(nothing, managedSchema),
    connectionChanged: event(connectionSchema),
    settingsChanged: event(settingsSchema),
    /**
     * The page could not read an event of this place (`session.changed`) and dropped it: the core
     * logs the place.
     */
    eventDropped: call(z.object({ place: plain(verbatim(101)) }), nothing),
    /**
     * Something outside this page leads it to a place, as soon as an operator is logged in and no
     * wizard is open: a deep link, a notification, the window that opened it.
     */
    openPlace: event(placeSchema),
    /** Opens a further window at this place; only where the shell has windows of its own. */
    openWindow: call(placeSchema, nothing),
  },
  session: {
    state: call(nothing, sessionStateSchema),
    /** The ways to log in, as the back end answers them; account and password while it does not. */
    ways: call(nothing, list(offeredWaySchema, 20)),
    logIn: call(credentialsSchema, operatorSchema),
    /** Opens a PKCS#12 file, to show whose certificate it holds before it is used. */
    readCertificate: call(certificateFileSchema, clientCertificateSchema),
    logInWithCertificate: call(certificateFileSchema, operatorSchema),
    /**
     * Opens the provider in the system's browser, and answers when the operator has logged in there
     * or given up.
     */
    logInWithProvider: call(nothing, operatorSchema),
    /** Gives up the log-in that waits for the browser. */
    cancelLogIn: call(nothing, nothing),
    /** A fresh log-in, after the back end has refused something with `step-up-required`. */
    prove: call(proveSchema, nothing),
    logOut: call(nothing, nothing),
    /** The page saw a key or a pointer; the core locks the session after the idle time without. */
    active: call(nothing, nothing),
    lock: call(nothing, nothing),
    changed: event(sessionStateSchema),
  },
  search: {
    configurations: call(nothing, list(searchConfigurationSchema, 200)),
    /** Null: a newer query of the same asker replaced this one. */
    run: call(
      z.object({
        configuration: plain(idText),
        q: personal(verbatim(20_000)),
        state: plain(verbatim(200)).nullable(),
        /** Null: what matches best comes first. */
        sort: searchSortSchema.nullable().default(null),
        cursor: cursor.nullable(),
        /**
         * Names the window and the screen that ask: a newer query replaces the older one of the
         * same asker only.
         */
        asker: plain(verbatim(100)).default(""),
      }),
      searchPageSchema.nullable(),
    ),
  },
  objects: {
    open: call(refSchema, objectViewSchema),
    /** The life of the objects of a core template, to be drawn. */
    stateGraph: call(z.object({ coreTemplate: plain(idText) }), stateGraphSchema),
    history: call(z.object({ ref: refSchema, cursor: cursor.nullable() }), historyPageSchema),
    /** The back end says that this object is no longer as it was: read it again. */
    changed: event(z.object({ ref: refSchema })),
    /**
     * A core template was saved, events may have been missed, or the language is another: whatever
     * was read may differ.
     */
    allChanged: event(nothing),
  },
  tasks: {
    /** What waits for a second person, oldest first. */
    list: call(nothing, list(taskSchema, mostTasks)),
    /** Approve, reject or postpone. */
    decide: call(decisionSchema.safeExtend({ id: idText }), decidedTaskSchema),
    /**
     * Takes back a request of the operator's own, named by its process instance. `readBack`: the
     * object was read again and does not wait for it any more.
     */
    withdraw: call(z.object({ instance: idText, object: refSchema }), z.object({ readBack: z.boolean() })),
    /**
     * A task was opened, postponed or closed, or events may have been missed: read the list again.
     */
    changed: event(nothing),
  },
  bulk: {
    /** What can be done in bulk with the objects of a core template, and with how many at once. */
    options: call(z.object({ coreTemplate: plain(idText) }), bulkOptionsSchema),
    /** Which of these objects a process can be run on now, in the order asked. */
    judge: call(judgeRequestSchema, list(judgedSchema, longestBulkCall)),
    state: call(nothing, bulkSchema),
    /** Every object of the bulk; none where there is no bulk, or it is another operator's. */
    items: call(nothing, list(bulkItemSchema, mostBulkObjects)),
    /** Answers once the bulk is on disk; refused while another one is open. */
    start: call(bulkStartSchema, nothing),
    /** Begins nothing new; what is under way is waited for. */
    cancel: call(nothing, nothing),
    /**
     * Goes on with what is left, finds out about what is unknown, and reads what is not confirmed.
     * Only its own operator may.
     */
    resume: call(nothing, nothing),
    /** Tries what failed once more. */
    retry: call(nothing, nothing),
    /** Removes the bulk from this machine; ignored while it runs. */
    close: call(nothing, nothing),
    changed: event(bulkSchema),
    itemsChanged: event(list(bulkItemSchema, mostBulkObjects)),
  },
  wizard: {
    state: call(nothing, wizardSchema),
    start: call(wizardStartSchema, nothing),
    /** Safe to repeat: while an answer is awaited, a second Next does nothing. */
    next: call(wizardNextSchema, nothing),
    back: call(wizardBackSchema, nothing),
    /**
     * Keeps what was entered as long as the wizard is open, for a reload of the page and for other
     * windows; in memory only. `values` are those that changed: of the same form, the others that
     * are kept stay.
     */
    keep: call(wizardEntriesSchema, nothing),
    entries: call(nothing, wizardEntriesSchema.nullable()),
    /**
     * Closes the wizard and cancels what is not done yet. Ignored between Next and its answer.
     * While the outcome is unknown it stops asking; the object is read again, and what it says then
     * is the truth.
     */
    close: call(nothing, nothing),
    changed: event(wizardSchema),
    /** What was entered in one of the windows, as it was kept: the values that changed. */
    entered: event(wizardEntriesSchema),
  },
  offline: {
    state: call(nothing, offlineStateSchema),
    /**
     * Takes a working set with its grant; answers when it is here, whole, or an error says why not.
     */
    take: call(takeSchema, nothing),
    cancelTake: call(nothing, nothing),
    /** Opens the working set where the log-in had no password, or another one than the download. */
    unlock: call(unlockSchema, nothing),
    /** Removes the working set from this machine; the journal stays. */
    leave: call(nothing, nothing),
    queue: call(z.object({ before: z.number().int().nonnegative().nullable() }), queuePageSchema),
    syncNow: call(nothing, nothing),
    pause: call(nothing, nothing),
    resume: call(nothing, nothing),
    /** Drops an entry that was not carried out, for a reason. */
    drop: call(entryNameSchema.extend({ reason: personal(verbatim(1000)).trim().min(1) }), nothing),
    /**
     * Starts the process of an entry that was not carried out on the object as it is now, in the
     * wizard.
     */
    startAgain: call(entryNameSchema, nothing),
    /** Writes a journal as a signed file for the security officer; answers where it lies. */
    exportJournal: call(z.object({ device: idText }), z.object({ file: prose })),
    changed: event(offlineStateSchema),
    entriesChanged: event(list(queueEntrySchema, 10_000)),
  },
  cards: {
    state: call(nothing, cardReaderSchema),
    /** Checks the card in the reader against an object, Identity Manager and the CA. */
    check: call(cardCheckRequestSchema, cardCheckSchema),
    changed: event(cardReaderSchema),
    /** How far a check is. */
    checking: event(cardCheckStepSchema),
  },
  admin: {
    coreTemplates: call(nothing, list(templateSummarySchema, 500)),
    coreTemplate: call(z.object({ id: plain(idText) }), templateSchema),
    saveCoreTemplate: call(
      z.object({ id: plain(idText), version: z.number().int(), edit: templateEditSchema }),
      templateSchema,
    ),
  },
  recording: {
    /** What was pressed in a window, and where it went, oldest first. */
    pressed: call(pressedSchema, nothing),
  },
  bundle: {
    /**
     * Puts together what can be saved for support, and keeps it until it is saved; a newer preview
     * takes its place.
     */
    preview: call(viewSchema, previewSchema),
    /** Reads on in a part of the preview. */
    look: call(lookRequestSchema, lookSchema),
    /** Writes these parts of the preview, exactly as they are, to a file of the data directory. */
    save: call(saveRequestSchema, savedBundleSchema),
  },
  /** A bundle of support is played again on the real screens; meanwhile there is no core. */
  replay: {
    state: call(nothing, replayStateSchema),
    /** What is played; refused where nothing is. */
    recording: call(recordingRequestSchema, recordingPieceSchema),
    /** Hands over a bundle piece by piece; the last one ends the session and begins the replay. */
    receive: call(pieceSchema, nothing),
    /** A page is loaded and plays from the first item on. */
    begin: call(nothing, replayStateSchema),
    /** Where the page is to play to when it is loaded the next time. */
    aim: call(replayToSchema, nothing),
    /** Lets everything up to a position happen; answers when the page was told. */
    to: call(replayToSchema, nothing),
    /** Ends the replay: the program starts as usual. */
    leave: call(nothing, nothing),
    /** Gives the sandbox the objects as they were known at this position, and ends the replay. */
    continueInSandbox: call(nothing, nothing),
    changed: event(replayStateSchema),
  },
  scenarios: {
    /** What is tried in the sandbox; nothing with a real back end. */
    state: call(nothing, scenarioStateSchema),
    /** Starts a scenario in place of the one that runs; null: all is well again. */
    choose: call(scenarioChoiceSchema, scenarioStateSchema),
    changed: event(scenarioStateSchema),
  },
  health: {
    state: call(nothing, healthSchema),
    /**
     * Checks everything anew; who asks while that goes on shares it. Answers when it is done; what
     * is found comes as events.
     */
    check: call(nothing, nothing),
    changed: event(healthSchema),
  },
  environments: {
    state: call(nothing, environmentsSchema),
    /**
     * Adds an environment or changes one. Where that of the session is to be reached in another
     * way, the session ends.
     */
    save: call(environmentDraftSchema, environmentSchema),
    /** Removes one that is not the current one. */
    remove: call(environmentNameSchema, nothing),
    /**
     * Ends the session, at the back end too, and starts anew with this environment: the pages are
     * loaded again.
     */
    choose: call(environmentNameSchema, nothing),
    /** Asks the back end of a draft; nothing of an operator is sent. */
    test: call(environmentDraftSchema, environmentTestSchema),
    changed: event(environmentsSchema),
  },
} as const;

function call<A extends z.ZodType, R extends z.ZodType>(args: A, result: R) {
  return { kind: "call", args, result } as const;
}

function event<P extends z.ZodType>(payload: P) {
  return { kind: "event", payload } as const;
}
