import { afterAll, beforeAll, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { sandboxAccounts, sandboxPassword } from "../../../renderer/features/log-in/sandbox-accounts.tsx";
import { call, startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

let sandbox: RunningSandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(async () => sandbox[Symbol.asyncDispose]());

test.each(sandboxAccounts)("the log-in offers $account under the name that the sandbox knows", async (offered) => {
  const credentials = { account: offered.account, password: sandboxPassword };
  const answer = await call(sandbox.url, "POST", idmApi.logIn.path, credentials);
  expect(answer.body).toMatchObject({ operator: { account: offered.account, name: offered.name } });
});
