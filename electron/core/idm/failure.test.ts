import { expect, it } from "vitest";
import { statusFailure } from "./failure.ts";

const call = { method: "POST", path: "/v1/objects", summary: "A call", status: 200 } as const;
const answered = (status: number, code: string) =>
  statusFailure(status, { title: "Not today", status, code }, call, "https://idm.example.org");

it("a 409 with an unknown code is a refusal that has changed nothing", () => {
  const { certainty, error } = answered(409, "moon-phase");
  expect(certainty).toBe("refused");
  expect(error).toMatchObject({ code: "backend-refused", params: { backendCode: "moon-phase", detail: "Not today" } });
});

it("a 503 with an unknown code leaves the outcome unknown", () => {
  const { certainty, error } = answered(503, "moon-phase");
  expect(certainty).toBe("unknown");
  expect(error).toMatchObject({ code: "backend-failed", params: { backendCode: "moon-phase", detail: "Not today" } });
});
