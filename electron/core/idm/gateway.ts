import axios, { type AxiosInstance, type AxiosResponse } from "axios";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import type { ApiCall } from "#shared/idm/api.ts";
import { isInsecure } from "#shared/loopback.ts";
import { idText } from "#shared/text.ts";
import { traceparent } from "../trace.ts";
import { limits } from "../limits.ts";
import type { Timing } from "../timing.ts";
import { failure, networkFailure, statusFailure, type Failure } from "./failure.ts";
import type { Network } from "./network.ts";

/** An answer of the back end, checked by the schema of its call. */
export interface Answer<T> {
  readonly kind: "answer";
  readonly value: T;
}

/** Maps the answer of a call to a result for the page. */
export const resultOf = <T>(answer: Answer<T> | Failure): Result<T> =>
  answer.kind === "answer" ? ok(answer.value) : fail(answer.error);

export interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Identifies one intent of the operator; every retry of that intent carries the same key. */
  readonly idempotencyKey?: string;
  /** The version sent in If-Match. */
  readonly version?: number;
  /** Sent instead of the session's token. */
  readonly token?: string;
  readonly signal?: AbortSignal;
}

/** The only access to the back end; a connector to another back end implements this interface. */
export interface Gateway {
  readonly address: string;
  /** Makes a call whose answer has a body. */
  ask<S extends z.ZodType>(
    call: ApiCall & { readonly answer: S },
    input?: Input,
  ): Promise<Answer<z.output<S>> | Failure>;
  /** Makes a call whose answer has no body. */
  tell(call: ApiCall, input?: Input): Promise<Answer<null> | Failure>;
  /** Opens `GET /v1/events`; the stream ends with `signal`. */
  events(signal: AbortSignal): Promise<Answer<AsyncIterable<unknown>> | Failure>;
}

export interface GatewayOptions {
  readonly url: string;
  readonly network: Network;
  readonly language: () => string;
  readonly token: () => string | null;
  readonly timing: Timing;
  /**
   * Returns the newer token of the same session after this one was refused; null if it has none.
   * Absent: it never has one.
   */
  readonly renew?: (token: string) => Promise<string | null>;
  /** Called with the outcome of every request and the token it carried. */
  readonly outcome: (outcome: Answer<unknown> | Failure, token: string | null, call: ApiCall) => void;
}

export const eventsCall: ApiCall = { method: "GET", path: "/v1/events", summary: "Events", status: 200 };

/**
 * Creates the gateway to the IDM API over HTTP. It never follows a redirect, which would carry the
 * token along, and never throws.
 */
export function httpGateway(options: GatewayOptions): Gateway {
  const url = URL.parse(options.url);
  const address = url?.origin ?? options.url;
  const http = axios.create({
    ...options.network.agents,
    baseURL: options.url,
    maxRedirects: 0,
    maxContentLength: limits.longestAnswer,
    proxy: false,
    responseType: "text",
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  });

  async function attempt(call: ApiCall, input: Input, token: string | null): Promise<Answer<unknown> | Failure> {
    if (url === null || isInsecure(url)) return failure("not-sent", operatorError("backend-insecure", { address }));
    const timeLimit = AbortSignal.timeout(
      call.method === "GET" ? options.timing.readTimeout : options.timing.writeTimeout,
    );
    const path = pathOf(call, input.params);
    if (path === null) return failure("not-sent", operatorError("bad-call", {}, `${call.path}: not a name`));
    try {
      const response = await http.request({
        ...requestOf(call, path, input, options.language(), token),
        signal: input.signal === undefined ? timeLimit : AbortSignal.any([timeLimit, input.signal]),
      });
      return readAnswer(response, call, address);
    } catch (fault) {
      return networkFailure(fault, call, address, timeLimit.aborted);
    }
  }

  async function send(call: ApiCall, input: Input): Promise<Answer<unknown> | Failure> {
    let token = input.token ?? options.token();
    let result = await attempt(call, input, token);
    const newer = input.token === undefined && isTokenRefused(result, call) ? await newerToken(options, token) : null;
    if (newer !== null) {
      token = newer;
      result = await attempt(call, input, token);
    }
    if (call.method === "GET") {
      for (const wait of options.timing.readRetryWaits) {
        if (!isRetriable(result, input)) break;
        await sleep(wait);
        result = await attempt(call, input, token);
      }
    }
    if (input.signal?.aborted !== true) options.outcome(result, token, call);
    return result;
  }

  return {
    address,
    async ask(call, input = {}) {
      const result = await send(call, input);
      if (result.kind === "failure") return result;
      const parsed = call.answer.safeParse(result.value);
      if (parsed.success) return { kind: "answer", value: parsed.data };
      return unreadable(call, address, z.prettifyError(parsed.error).split("\n", 1).join(""));
    },
    async tell(call, input = {}) {
      const result = await send(call, input);
      return result.kind === "failure" ? result : { kind: "answer", value: null };
    },
    async events(signal) {
      if (url === null || isInsecure(url)) return failure("not-sent", operatorError("backend-insecure", { address }));
      return openStream(http, options, address, signal);
    },
  };
}

const isTokenRefused = (result: Answer<unknown> | Failure, call: ApiCall): boolean =>
  call.open !== true && result.kind === "failure" && result.error.code === "not-authenticated";

/**
 * Returns the newer token of the same session; never just the current one, which may be the next
 * operator's.
 */
const newerToken = async ({ renew }: GatewayOptions, token: string | null): Promise<string | null> =>
  token === null || renew === undefined ? null : renew(token);

/**
 * Whether to retry a read: if its connection broke, but not after an answer, a time-out or a
 * cancel.
 */
function isRetriable(result: Answer<unknown> | Failure, input: Input): boolean {
  return (
    result.kind === "failure" &&
    result.certainty === "unknown" &&
    result.error.code === "backend-unreachable" &&
    input.signal?.aborted !== true
  );
}

/** Returns the path of a call with its parameters; null if one of them would change the address. */
function pathOf(call: ApiCall, params: Input["params"]): string | null {
  const names = call.path.match(/:\w+/g) ?? [];
  if (!names.every((name) => idText.safeParse(params?.[name.slice(1)]).success)) return null;
  return call.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ""));
}

function requestOf(call: ApiCall, path: string, input: Input, language: string, token: string | null) {
  return {
    method: call.method,
    url: path,
    params: input.query ?? {},
    ...(input.body === undefined ? {} : { data: JSON.stringify(input.body) }),
    headers: {
      Accept: "application/json, application/problem+json",
      "Accept-Language": language,
      traceparent: traceparent(),
      ...(input.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(token === null || call.open === true ? {} : { Authorization: `Bearer ${token}` }),
      ...(input.idempotencyKey === undefined ? {} : { "Idempotency-Key": input.idempotencyKey }),
      ...(input.version === undefined ? {} : { "If-Match": `"${input.version}"` }),
    },
  };
}

function readAnswer(response: AxiosResponse<unknown>, call: ApiCall, address: string): Answer<unknown> | Failure {
  const { status } = response;
  const body = parseJson(response.data);
  if (status < 200 || status >= 300) return statusFailure(status, body, call, address);
  if (call.answer === undefined) return { kind: "answer", value: null };
  if (body === undefined) return unreadable(call, address, `HTTP ${status}, not JSON`);
  return { kind: "answer", value: body };
}

/**
 * Returns the failure of an unreadable answer. The outcome is unknown: the request may have been
 * carried out.
 */
function unreadable(call: ApiCall, address: string, what: string): Failure {
  return failure("unknown", operatorError("backend-unreadable", { address }, `${call.method} ${call.path}: ${what}`));
}

/** Parses JSON; undefined if it is not JSON, or not within the bounds. */
function parseJson(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  const parsed = parseBoundedJson(text, limits.answerJson);
  return parsed.ok ? parsed.value : undefined;
}

async function openStream(
  http: AxiosInstance,
  options: GatewayOptions,
  address: string,
  signal: AbortSignal,
): Promise<Answer<AsyncIterable<unknown>> | Failure> {
  const token = options.token();
  try {
    const request = requestOf(eventsCall, eventsCall.path, {}, options.language(), token);
    const response: AxiosResponse<AsyncIterable<unknown>> = await http.request({
      ...request,
      headers: { ...request.headers, Accept: "text/event-stream" },
      responseType: "stream",
      maxContentLength: Number.POSITIVE_INFINITY,
      signal,
    });
    if (response.status === 200) return { kind: "answer", value: response.data };
    const refused = statusFailure(response.status, parseJson(await textOf(response.data)), eventsCall, address);
    // Reports no outcome: the stream is reopened with the new token.
    if (isTokenRefused(refused, eventsCall) && (await newerToken(options, token)) !== null) return refused;
    options.outcome(refused, token, eventsCall);
    return refused;
  } catch (fault) {
    return networkFailure(fault, eventsCall, address, false);
  }
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length > 100_000) break;
  }
  return text;
}
