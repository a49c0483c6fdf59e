import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { writeRecording } from "../../fixtures/bundle.ts";
import { frameOf, newSecret, nobody, protocolsOf, startBrowserShell } from "./browser-shell.ts";

test("a page that connects to a replay receives nothing about the environment behind it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "carddesk-browser-replay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "case.zip");
  await writeRecording(file, { format: 1, startedAt: "2026-01-02T03:04:05Z", states: {}, routes: {}, items: [] });
  await using shell = await startBrowserShell(nobody, ["--replay", file]);
  const keys = protocolsOf({ token: shell.token, secret: newSecret() });
  const socket = new WebSocket(`ws://${shell.host}/socket`, keys, { origin: shell.origin });
  socket.on("open", () => socket.send(JSON.stringify({ id: 1, area: "environments", name: "state", args: null })));
  const frames: unknown[] = [];
  // A greeting is sent before any answer.
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const frame = frameOf(data);
      frames.push(frame);
      if (frame["kind"] === "answer") resolve();
    });
  });
  socket.close();
  expect(frames).toMatchObject([{ kind: "answer", result: { value: { current: { name: "Recording" } } } }]);
});
