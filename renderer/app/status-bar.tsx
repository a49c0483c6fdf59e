import "./status-bar.css";
import type { ReactNode } from "react";
import { maySee } from "#shared/domain/roles.ts";
import type { Operator } from "#shared/idm/session.ts";
import { OfflineBanner } from "../features/offline/offline-banner.tsx";
import { useIsSimulated } from "../parts/card-reader/card-in-reader.tsx";
import { useReaderStatus } from "../parts/card-reader/reader-status.ts";
import { ScenarioMark } from "../parts/scenario/scenario-mark.tsx";
import { useCore } from "../desk/desk.ts";
import type { ScreenRoute } from "../desk/navigation.ts";
import { useWords } from "../desk/words.ts";

interface StatusBarProps {
  readonly operator: Operator;
  readonly route: ScreenRoute | null;
}

/** Connection and offline work in one line below every screen; quiet when all is well. */
export function StatusBar({ operator, route }: StatusBarProps): ReactNode {
  const { say } = useWords();
  const connection = useCore((core) => core.connection);
  const state = { connecting: "app.connecting", online: "app.online", offline: "app.offline" } as const;
  return (
    <footer className="status-bar">
      <output className={`connection connection-${connection.kind}`}>{say(state[connection.kind])}</output>
      <ScenarioMark />
      {maySee("search", operator.roles) ? (
        <>
          <OfflineBanner isHere={route?.screen === "offline"} />
          <ReaderStatus />
        </>
      ) : null}
    </footer>
  );
}

function ReaderStatus(): ReactNode {
  const { say } = useWords();
  const { tone, text } = useReaderStatus();
  const status = useIsSimulated() ? say("reader.simulated", { status: text }) : text;
  return <span className={`status-reader status-${tone}`}>{status}</span>;
}
