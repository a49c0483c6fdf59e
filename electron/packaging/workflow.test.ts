import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

// The public CI cannot run here, so GitHub's own parser reads the workflow and every name in it is
// looked up.

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({ permissions: z.unknown().optional(), "timeout-minutes": z.number(), steps: z.array(stepSchema) }),
  ),
});

const folder = ".github/workflows";
const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });
const { scripts } = packageSchema.parse(JSON.parse(readFileSync("package.json", "utf8")));

/** Returns GitHub's error messages about a workflow. */
async function faultsIn(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

describe.each(readdirSync(folder))("the workflow %s", (name) => {
  const content = readFileSync(join(folder, name), "utf8");
  const { permissions, jobs } = workflowSchema.parse(parse(content));
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const commands = steps.flatMap(({ run }) => run?.split("\n") ?? []);
  const uses = steps.flatMap((step) => step.uses ?? []);

  test("is accepted by GitHub's own parser", async () => {
    expect(await faultsIn(content)).toEqual([]);
  });

  test.each([
    ["an unknown key", "runs-on:", "run-on:"],
    ["a job that needs one that is not there", "needs: [linux", "needs: [linus"],
    ["an unknown function", "!cancelled()", "!canceled()"],
  ])("would be refused by that parser with %s", async (_what, right, wrong) => {
    expect(content).toContain(right);
    expect(await faultsIn(content.replace(right, wrong))).not.toEqual([]);
  });

  test("may read the sources and nothing else, and leaves no token behind", () => {
    expect(permissions).toEqual({ contents: "read" });
    for (const job of Object.values(jobs)) expect(job.permissions).toBeUndefined();
    expect(content).not.toMatch(/secrets\.|pull_request_target/);
    const checkouts = steps.filter((step) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(Object.keys(jobs).length);
    for (const checkout of checkouts) expect(checkout.with["persist-credentials"]).toBe(false);
    // An expression in a command would run the text of a branch name or title.
    for (const command of commands) expect(command).not.toContain("${{");
  });

  test("uses only GitHub's own actions, each pinned to a commit", () => {
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  });

  test("calls only scripts, steps and tools that exist", () => {
    const called = commands.flatMap((command) => /npm (?:run )?(test|(?<=run )[\w:-]+)/.exec(command)?.[1] ?? []);
    expect(called).toEqual(expect.arrayContaining(["test", "dist", "check-release"]));
    for (const script of called) expect(scripts).toHaveProperty([script]);
    const { stderr } = spawnSync(process.execPath, ["test/run.mjs", "nonsense"], { encoding: "utf8" });
    const known = /Steps: (.*)\./.exec(stderr)?.[1]?.split(", ") ?? [];
    const wanted = commands.flatMap((command) => /^npm test -- (.*)$/.exec(command)?.[1]?.split(" ") ?? []);
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((step) => !known.includes(step))).toEqual([]);
    const tools = commands.flatMap((command) => /^npx (\S+)/.exec(command)?.[1] ?? []);
    expect(tools.filter((tool) => !existsSync(join("node_modules/.bin", tool)))).toEqual([]);
  });

  test("overrides only keys that electron-builder.yml has, and the signing identity", () => {
    const configuration: unknown = parse(readFileSync("electron-builder.yml", "utf8"));
    const overridden = [...content.matchAll(/-c\.([a-z]+)\.(\w+)=/gi)].map(
      ([, area = "", key = ""]) => [area, key] as const,
    );
    expect(overridden.length).toBeGreaterThan(0);
    // No identity at all, or macOS would take one of the machine.
    for (const [area, key] of overridden.filter(([, key]) => key !== "identity"))
      expect(configuration).toHaveProperty([area, key]);
  });

  test("names only files that exist or are made by the build", () => {
    const paths = steps.flatMap(({ with: { path, "node-version-file": version } }) =>
      [path, version].flatMap((value) => (typeof value === "string" ? value.trim().split("\n") : [])),
    );
    const made = readFileSync(".gitignore", "utf8").split("\n");
    const isKnown = (path: string): boolean => existsSync(path) || made.includes(`${path.split("/")[0]}/`);
    expect(paths.map((path) => path.trim()).filter((path) => !isKnown(path))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining([".nvmrc", "dist/legal", "release/*.msi", "release/*.deb"]));
  });
});
