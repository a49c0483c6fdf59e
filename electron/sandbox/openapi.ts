import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { apiVersion, idmApi, type ApiCall, type ApiCallName } from "#shared/idm/api.ts";
import { idmEventSchema } from "#shared/idm/event.ts";
import { problemSchema } from "#shared/idm/problem.ts";

const problem = problemSchema.meta({ id: "Problem" });
const bytes = z.string().meta({ format: "binary" });

const acceptLanguage = {
  "Accept-Language": z.string().optional().meta({ description: "Decides names: en, sv, de, fr" }),
};
const idempotencyKey = {
  "Idempotency-Key": z.string().min(1).max(255).optional().meta({
    description: "The same key with the same request gets the first answer; with another request it is refused",
  }),
};
const ifMatch = { "If-Match": z.string().meta({ description: 'The version that was read, such as "3"' }) };

const refused = {
  default: { description: "Refused (RFC 9457)", content: { "application/problem+json": { schema: problem } } },
};

/**
 * Returns the OpenAPI 3.1 document of the IDM API, made from the schemas that check requests and
 * answers.
 */
export function openApiDocument(): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, call] of calls()) {
    const path = call.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [call.method.toLowerCase()]: operation(name, call) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "IDM API",
      version: apiVersion,
      description: "Searching objects of an identity management and running processes on them.",
    },
    paths: { ...paths, ...notJson },
    security: [{ session: [] }],
    components: { securitySchemes: { session: { type: "http", scheme: "bearer" } } },
  });
}

function calls(): [ApiCallName, ApiCall][] {
  const names = Object.keys(idmApi).filter((name): name is ApiCallName => Object.hasOwn(idmApi, name));
  return names.map((name) => [name, idmApi[name]]);
}

function operation(name: ApiCallName, call: ApiCall): ZodOpenApiOperationObject {
  const { params, query, body, answer } = call;
  const answered = answer === undefined ? {} : { content: { "application/json": { schema: answer } } };
  return {
    operationId: name,
    summary: call.summary,
    requestParams: {
      header: z.object({
        ...acceptLanguage,
        ...(call.idempotent === true ? idempotencyKey : {}),
        ...(call.versioned === true ? ifMatch : {}),
      }),
      ...(params === undefined ? {} : { path: params }),
      ...(query === undefined ? {} : { query }),
    },
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: { [String(call.status)]: { description: call.summary, ...answered }, ...refused },
    ...(call.open === true ? { security: [] } : {}),
  };
}

/** The calls that are not JSON, and so are not in `idmApi`. */
const notJson: ZodOpenApiPathsObject = {
  "/v1/events": {
    get: {
      operationId: "events",
      summary: "Server-sent events; the data of each is this JSON",
      responses: {
        "200": { description: "The stream", content: { "text/event-stream": { schema: idmEventSchema } } },
        ...refused,
      },
    },
  },
  "/ca/root.cer": published("rootCertificate", "The root certificate, DER", "application/pkix-cert"),
  "/ca/issuing.cer": published("issuingCertificate", "The issuing CA's certificate, DER", "application/pkix-cert"),
  "/ca/issuing.crl": published("crl", "The certificate revocation list (RFC 5280), DER", "application/pkix-crl"),
  "/ca/ocsp": {
    post: {
      operationId: "ocsp",
      summary: "Certificate status (RFC 6960)",
      security: [],
      requestBody: { required: true, content: { "application/ocsp-request": { schema: bytes } } },
      responses: {
        "200": { description: "The response, DER", content: { "application/ocsp-response": { schema: bytes } } },
        ...refused,
      },
    },
  },
};

function published(operationId: string, summary: string, type: string): { get: ZodOpenApiOperationObject } {
  const found = { description: summary, content: { [type]: { schema: bytes } } };
  return { get: { operationId, summary, security: [], responses: { "200": found, ...refused } } };
}
