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
 * sends it to the page.
 */
export const contract = {
  app: {
    info: call(nothing, appInfoSchema),
    /** Build, runtime and API version. */
    about: call(nothing, aboutProgramSchema),
    /** The third-party packages in the program, with the texts of their licences. */
    licences: call(nothing, licencesSchema),
    connection: call(nothing, connectionSchema),
    settings: call(nothing, settingsSchema),
    /** Changes only the given settings: another window may have changed the others meanwhile. */
    saveSettings: call(settingsChangeSchema, settingsSchema),
    settingsFile: call(nothing, settingsFileSchema),
    managed: call(nothing, managedSchema),
    connectionChanged: event(connectionSchema),
    settingsChanged: event(settingsSchema),
    /**
     * The page could not read an event of this place (`session.changed`) and dropped it; the core
     * logs the place.
     */
    eventDropped: call(z.object({ place: plain(verbatim(101)) }), nothing),
    /**
     * A deep link, a notification or the window that opened this page leads it to a place, as soon
     * as an operator is logged in and no wizard is open.
     */
    openPlace: event(placeSchema),
    /** Opens a further window at this place; only if the shell has windows of its own. */
    openWindow: call(placeSchema, nothing),
  },
  session: {
    state: call(nothing, sessionStateSchema),
    /**
     * The ways to log in, from the back end's newest answer; account and password before the first.
     */
    ways: call(nothing, list(offeredWaySchema, 20)),
    logIn: call(credentialsSchema, operatorSchema),
    /** Opens a PKCS#12 file, to show whose certificate it holds before it is used. */
    readCertificate: call(certificateFileSchema, clientCertificateSchema),
    logInWithCertificate: call(certificateFileSchema, operatorSchema),
    /**
     * Opens the provider in the system's browser, and answers when the operator has logged in there
     * or the log-in was cancelled.
     */
    logInWithProvider: call(nothing, operatorSchema),
    /** Cancels the log-in that waits for the browser. */
    cancelLogIn: call(nothing, nothing),
    /** A fresh log-in, after the back end has refused a request with `step-up-required`. */
    prove: call(proveSchema, nothing),
    logOut: call(nothing, nothing),
    /**
     * Reports keyboard or pointer input; the core locks the session after the idle time without it.
     */
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
        /** Null: the best match comes first. */
        sort: searchSortSchema.nullable().default(null),
        cursor: cursor.nullable(),
        /**
         * Names the window and the screen that search: a newer query replaces only an older one of
         * the same asker.
         */
        asker: plain(verbatim(100)).default(""),
      }),
      searchPageSchema.nullable(),
    ),
  },
  objects: {
    open: call(refSchema, objectViewSchema),
    /** The life cycle of the objects of a core template, for its diagram. */
    stateGraph: call(z.object({ coreTemplate: plain(idText) }), stateGraphSchema),
    history: call(z.object({ ref: refSchema, cursor: cursor.nullable() }), historyPageSchema),
    /** The object may have changed: read it again. */
    changed: event(z.object({ ref: refSchema })),
    /**
     * A core template was saved, events may have been missed, or the language changed: everything
     * that was read may be out of date.
     */
    allChanged: event(nothing),
  },
  tasks: {
    /** The tasks that wait for a second person, oldest first. */
    list: call(nothing, list(taskSchema, mostTasks)),
    /** Approve, reject or postpone. */
    decide: call(decisionSchema.safeExtend({ id: idText }), decidedTaskSchema),
    /**
     * Withdraws a request of the operator's own, named by its process instance. `readBack`: the
     * object was read again and no longer waits for the request.
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
    /** Every object of the bulk; empty if there is no bulk, or it is another operator's. */
    items: call(nothing, list(bulkItemSchema, mostBulkObjects)),
    /** Answers once the bulk is on disk; refused while another one is open. */
    start: call(bulkStartSchema, nothing),
    /** Starts no further objects; running ones are finished. */
    cancel: call(nothing, nothing),
    /**
     * Continues with the objects that wait, asks for unknown outcomes, and reads unconfirmed
     * objects again. Only for the operator of the bulk.
     */
    resume: call(nothing, nothing),
    /**
     * Gives each failed object a new attempt, and continues as Resume does. Only for the operator
     * of the bulk.
     */
    retry: call(nothing, nothing),
    /** Removes the bulk from this machine; refused with `bulk-running` while it runs. */
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
     * Keeps the entered values while the wizard is open, for a reload of the page and for other
     * windows; in memory only. `values` has those that changed: other kept values of the same form
     * stay.
     */
    keep: call(wizardEntriesSchema, nothing),
    entries: call(nothing, wizardEntriesSchema.nullable()),
    /**
     * Closes the wizard and cancels its process. Refused with `wizard-waiting` between Next and its
     * answer. If the outcome is unknown, the core no longer asks for it; the object is read again,
     * and its state is the truth.
     */
    close: call(nothing, nothing),
    changed: event(wizardSchema),
    /** Values that were entered in one of the windows and kept; only those that changed. */
    entered: event(wizardEntriesSchema),
  },
  offline: {
    state: call(nothing, offlineStateSchema),
    /**
     * Takes a working set with its grant; answers when it is complete on this machine, or with an
     * error.
     */
    take: call(takeSchema, nothing),
    cancelTake: call(nothing, nothing),
    /** Opens the working set if the log-in had no password, or another one than the download. */
    unlock: call(unlockSchema, nothing),
    /** Removes the working set from this machine; the journal stays. */
    leave: call(nothing, nothing),
    queue: call(z.object({ before: z.number().int().nonnegative().nullable() }), queuePageSchema),
    syncNow: call(nothing, nothing),
    pause: call(nothing, nothing),
    resume: call(nothing, nothing),
    /** Drops an entry that was not carried out; a reason is required. */
    drop: call(entryNameSchema.extend({ reason: personal(verbatim(1000)).trim().min(1) }), nothing),
    /**
     * Opens the wizard with the process of an entry that was not carried out, on the object as it
     * is now.
     */
    startAgain: call(entryNameSchema, nothing),
    /** Writes a journal as a signed file for the security officer; answers the path of the file. */
    exportJournal: call(z.object({ device: idText }), z.object({ file: prose })),
    changed: event(offlineStateSchema),
    entriesChanged: event(list(queueEntrySchema, 10_000)),
  },
  cards: {
    state: call(nothing, cardReaderSchema),
    /** Checks the card in the reader against an object, Identity Manager and the CA. */
    check: call(cardCheckRequestSchema, cardCheckSchema),
    changed: event(cardReaderSchema),
    /** The step that a check is at. */
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
    /** The presses and routes of a window, oldest first. */
    pressed: call(pressedSchema, nothing),
  },
  bundle: {
    /**
     * Collects the parts of a support bundle and keeps them until they are saved; a newer preview
     * replaces them.
     */
    preview: call(viewSchema, previewSchema),
    /** Reads further lines of a part of the preview. */
    look: call(lookRequestSchema, lookSchema),
    /** Writes these parts of the preview, exactly as they are, to a file of the data directory. */
    save: call(saveRequestSchema, savedBundleSchema),
  },
  /** Replays the recording of a support bundle on the real screens; meanwhile there is no core. */
  replay: {
    state: call(nothing, replayStateSchema),
    /** The recording that is played; refused if there is none. */
    recording: call(recordingRequestSchema, recordingPieceSchema),
    /** Transfers a bundle piece by piece; the last piece ends the session and starts the replay. */
    receive: call(pieceSchema, nothing),
    /** Starts the replay from its first item, for a page that was loaded. */
    begin: call(nothing, replayStateSchema),
    /** Sets the position to which the page plays after it is loaded the next time. */
    aim: call(replayToSchema, nothing),
    /** Plays all items up to a position; answers when their events were sent to the page. */
    to: call(replayToSchema, nothing),
    /** Ends the replay: the program starts as usual. */
    leave: call(nothing, nothing),
    /**
     * Sets up the sandbox with the objects as they were known at this position, and ends the
     * replay.
     */
    continueInSandbox: call(nothing, nothing),
    changed: event(replayStateSchema),
  },
  scenarios: {
    /** The running scenario of the sandbox; none with a real back end. */
    state: call(nothing, scenarioStateSchema),
    /** Starts a scenario in place of the running one; null: none runs any more. */
    choose: call(scenarioChoiceSchema, scenarioStateSchema),
    changed: event(scenarioStateSchema),
  },
  health: {
    state: call(nothing, healthSchema),
    /**
     * Runs all checks; callers during a run share it. Answers when the run is complete; its
     * findings are sent as events.
     */
    check: call(nothing, nothing),
    changed: event(healthSchema),
  },
  environments: {
    state: call(nothing, environmentsSchema),
    /**
     * Adds an environment or changes one. If the current one is then reached in another way, the
     * session ends.
     */
    save: call(environmentDraftSchema, environmentSchema),
    /** Removes an environment that is not the current one. */
    remove: call(environmentNameSchema, nothing),
    /**
     * Ends the session, at the back end too, and starts again with this environment: the pages are
     * reloaded.
     */
    choose: call(environmentNameSchema, nothing),
    /** Tests the back end of a draft; nothing of an operator is sent. */
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
