import { z } from "zod";
import { idText, list } from "../text.ts";
import { plain } from "../personal.ts";
import { refSchema } from "../domain/ref.ts";
import { bulkOptionsSchema, judgedSchema, judgeSchema, longestBulkCall } from "./bulk.ts";
import {
  historyPageSchema,
  historyQuerySchema,
  identifySchema,
  idmObjectSchema,
  processOfferSchema,
} from "./object.ts";
import { instanceSchema, nextSchema, startSchema } from "./instance.ts";
import { searchConfigurationSchema, searchPageSchema, searchQuerySchema } from "./search.ts";
import { offlineCalls } from "./offline.ts";
import { stateGraphSchema } from "./state-graph.ts";
import { decidedTaskSchema, decisionSchema, mostTasks, taskSchema } from "./task.ts";
import {
  credentialsSchema,
  healthSchema,
  logInWaysSchema,
  proofSchema,
  providerLogInSchema,
  sessionSchema,
} from "./session.ts";
import { templateEditSchema, templateSchema, templateSummarySchema } from "./template.ts";

/** Version of this API, as `GET /v1/health` answers it. */
export const apiVersion = "1";

const typeAndId = z.object({ type: plain(idText), id: idText });
const idOnly = z.object({ id: idText });
/** The id of something that an administrator configures, such as a core template. */
const templateOnly = z.object({ id: plain(idText) });

/**
 * Every JSON call of the IDM API, version 1. The sandbox validates requests against it, the gateway
 * validates answers against it, and the OpenAPI document is generated from it. `GET /v1/events` and
 * `/ca` are not JSON and are described in openapi.ts.
 */
export const idmApi = {
  health: {
    method: "GET",
    path: "/v1/health",
    open: true,
    summary: "Is the back end there?",
    status: 200,
    answer: healthSchema,
  },
  logInWays: {
    method: "GET",
    path: "/v1/log-in-ways",
    open: true,
    summary: "How one can log in; a back end without this call takes account and password",
    status: 200,
    answer: logInWaysSchema,
  },
  logIn: {
    method: "POST",
    path: "/v1/sessions",
    open: true,
    summary: "Log in",
    body: credentialsSchema,
    status: 201,
    answer: sessionSchema,
  },
  logInWithCertificate: {
    method: "POST",
    path: "/v1/sessions/certificate",
    open: true,
    summary: "Log in with the certificate of the connection, at the address of the way `certificate`",
    body: z.strictObject({}),
    status: 201,
    answer: sessionSchema,
  },
  logInWithProvider: {
    method: "POST",
    path: "/v1/sessions/provider",
    open: true,
    summary: "Log in with an access token of the OpenID Connect provider",
    body: providerLogInSchema,
    status: 201,
    answer: sessionSchema,
  },
  prove: {
    method: "POST",
    path: "/v1/sessions/current/proof",
    summary: "A fresh log-in for the session, after `step-up-required`",
    body: proofSchema,
    status: 204,
  },
  logOut: { method: "DELETE", path: "/v1/sessions/current", summary: "Log out", status: 204 },
  searchConfigurations: {
    method: "GET",
    path: "/v1/search-configurations",
    summary: "What Quick search can search",
    status: 200,
    answer: list(searchConfigurationSchema, 200),
  },
  search: {
    method: "GET",
    path: "/v1/search/:id",
    summary: "Quick search: any part of a word, no wildcards, accents and case ignored, every state",
    params: templateOnly,
    query: searchQuerySchema,
    status: 200,
    answer: searchPageSchema,
  },
  object: {
    method: "GET",
    path: "/v1/objects/:type/:id",
    summary: "An object as it is now",
    params: typeAndId,
    status: 200,
    answer: idmObjectSchema,
  },
  processes: {
    method: "GET",
    path: "/v1/objects/:type/:id/processes",
    summary: "Processes of the object, offered or why not",
    params: typeAndId,
    status: 200,
    answer: list(processOfferSchema, 200),
  },
  stateGraph: {
    method: "GET",
    path: "/v1/core-templates/:id/state-graph",
    summary: "States of the objects of a core template, and the processes that lead from one to another",
    params: templateOnly,
    status: 200,
    answer: stateGraphSchema,
  },
  history: {
    method: "GET",
    path: "/v1/objects/:type/:id/history",
    summary: "What happened to the object, newest first; stays when the object is deleted",
    params: typeAndId,
    query: historyQuerySchema,
    status: 200,
    answer: historyPageSchema,
  },
  identify: {
    method: "POST",
    path: "/v1/identify",
    summary: "The virtual smart card that holds a certificate",
    body: identifySchema,
    status: 200,
    answer: z.object({ ref: refSchema }),
  },
  startProcess: {
    method: "POST",
    path: "/v1/process-instances",
    idempotent: true,
    summary: "Start a process on an object",
    body: startSchema,
    status: 201,
    answer: instanceSchema,
  },
  nextStep: {
    method: "POST",
    path: "/v1/process-instances/:id/next",
    idempotent: true,
    summary: "Next",
    params: idOnly,
    body: nextSchema,
    status: 200,
    answer: instanceSchema,
  },
  previousStep: {
    method: "POST",
    path: "/v1/process-instances/:id/back",
    idempotent: true,
    summary: "Back",
    params: idOnly,
    status: 200,
    answer: instanceSchema,
  },
  cancelProcess: {
    method: "DELETE",
    path: "/v1/process-instances/:id",
    idempotent: true,
    summary: "Cancel; nothing is changed",
    params: idOnly,
    status: 204,
  },
  tasks: {
    method: "GET",
    path: "/v1/tasks",
    summary: `Processes that wait for a second person, oldest first; at most ${mostTasks}`,
    status: 200,
    answer: list(taskSchema, mostTasks),
  },
  decideTask: {
    method: "POST",
    path: "/v1/tasks/:id/decision",
    idempotent: true,
    summary: "Approve, reject or postpone; never a request of one's own",
    params: idOnly,
    body: decisionSchema,
    status: 200,
    answer: decidedTaskSchema,
  },
  bulkOptions: {
    method: "GET",
    path: "/v1/core-templates/:id/bulk",
    summary: "Processes that can be run on many objects of a core template, and on how many at once",
    params: templateOnly,
    status: 200,
    answer: bulkOptionsSchema,
  },
  judge: {
    method: "POST",
    path: "/v1/bulk/judge",
    summary:
      "Which objects a process can be run on now, what it would change, and why not the others; in the order asked",
    body: judgeSchema,
    status: 200,
    answer: list(judgedSchema, longestBulkCall),
  },
  coreTemplates: {
    method: "GET",
    path: "/v1/admin/core-templates",
    summary: "Core templates",
    status: 200,
    answer: list(templateSummarySchema, 500),
  },
  coreTemplate: {
    method: "GET",
    path: "/v1/admin/core-templates/:id",
    summary: "A core template",
    params: templateOnly,
    status: 200,
    answer: templateSchema,
  },
  saveCoreTemplate: {
    method: "PUT",
    path: "/v1/admin/core-templates/:id",
    idempotent: true,
    versioned: true,
    summary: "Save a core template (If-Match); takes effect at once for every operator",
    params: templateOnly,
    body: templateEditSchema,
    status: 200,
    answer: templateSchema,
  },
  ...offlineCalls,
} as const satisfies Record<string, ApiCall>;

/** The description of a call of the API. */
export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly summary: string;
  /** The HTTP status of a success. */
  readonly status: number;
  /** Needs no session. */
  readonly open?: true;
  /** Takes `Idempotency-Key`: the same key with the same request gets the first answer. */
  readonly idempotent?: true;
  /** Needs `If-Match` with the version that was read (RFC 9110 section 13.1.1). */
  readonly versioned?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent: the answer has no body. */
  readonly answer?: z.ZodType;
}

export type ApiCallName = keyof typeof idmApi;
