import "./fonts.css";
import "./theme.css";
import "./base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "#shared/ipc/client.ts";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { App } from "./app.tsx";
import { followCore } from "../desk/core-state.ts";
import { createDesks } from "../desk/desk.ts";
import { createNavigation } from "../desk/navigation.ts";
import { recordPage, type PageRecorder } from "../desk/page-recorder.ts";
import { openReplay } from "../features/replay/open-replay.ts";
import { loadFonts } from "./fonts.ts";
import { isProgramText } from "./program-texts.ts";
import { StartFailed } from "./start-failed.tsx";

const element = document.getElementById("root");
if (element === null) throw new Error("The page has no place for the application.");
const root = createRoot(element);

/** Made once, so that a retried start adds no listeners. */
let recorder: PageRecorder | null = null;

async function start(): Promise<void> {
  const { carddesk } = window;
  if (carddesk === undefined) return fail(operatorError("core-lost", {}, "no transport"));
  recorder ??= recordPage(window, carddesk, isProgramText);
  const client = createClient(recorder.transport);
  const navigation = createNavigation(window, client);
  const replay = await openReplay(client, navigation);
  // A switch between the core and a replay needs a fresh page.
  client.replay.onChanged(() => navigation.getState().reload());
  if (replay === null) recorder.follow(navigation);
  const [core] = await Promise.all([followCore(client), loadFonts()]);
  if (!core.ok) return fail(core.error);
  root.render(
    <StrictMode>
      <App desks={createDesks(recorder.transport, core.value, navigation)} replay={replay} />
    </StrictMode>,
  );
}

function fail(error: OperatorError): void {
  root.render(<StartFailed error={error} onRetry={() => void start()} />);
}

await start();
