import "./offline.css";
import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import type { Connection } from "#shared/ipc/app.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Progress } from "../../components/progress.tsx";
import { waitingText } from "./waiting-text.ts";

/**
 * The state of the working set and the queue, beside that of the connection; hidden while neither
 * matters.
 */
export function OfflineBanner({ isHere }: { readonly isHere: boolean }): ReactNode {
  const { navigation } = useDesk();
  const words = useWords();
  const { say } = words;
  const connection = useCore((core) => core.connection);
  const offline = useCore((core) => core.offline);
  const { counts, broken } = offline;
  const kind = kindOf(connection, offline);
  if (kind === null) return null;
  const isWork = kind === "taking" || kind === "syncing";
  const text = isWork ? null : textOf(kind, offline, words);
  return (
    <section className={`banner banner-${kind}`} aria-label={say("banner.title")}>
      <output className="banner-text">
        {isWork ? <strong>{say(`banner.${kind}`)}</strong> : null} {text === null ? null : <span>{text}</span>}
        {counts.waiting > 0 && kind !== "syncing" ? (
          <span className="mark">{say("banner.waiting", { count: counts.waiting })}</span>
        ) : null}
        {counts.attention > 0 ? (
          <span className="mark">{say("banner.attention", { count: counts.attention })}</span>
        ) : null}
        {broken.length > 0 ? <span className="mark">{say("banner.broken")}</span> : null}
      </output>
      <LongWork offline={offline} />
      {isHere ? null : (
        <Link className="link" onPress={() => navigation.getState().go({ screen: "offline" })}>
          {say("banner.open")}
        </Link>
      )}
    </section>
  );
}

type Kind = "offline" | "taking" | "syncing" | "online";

/** Returns the kind of banner; null if the state of the connection says it all. */
function kindOf(connection: Connection, { workingSet, sync, counts, broken }: OfflineState): Kind | null {
  if (connection.kind === "offline") return "offline";
  if (workingSet.kind === "taking") return "taking";
  if (sync.kind === "syncing") return "syncing";
  const matters = counts.waiting > 0 || counts.attention > 0 || broken.length > 0 || workingSet.kind === "taken";
  return connection.kind === "online" && matters ? "online" : null;
}

function textOf(kind: "offline" | "online", offline: OfflineState, words: Words): string | null {
  const { say, moment } = words;
  const { workingSet, sync, working, counts } = offline;
  if (kind === "offline") {
    return working && workingSet.kind === "taken"
      ? say("banner.working", { at: moment(workingSet.asOf) })
      : say("banner.nothing");
  }
  if (sync.kind === "paused") return say("queue.paused");
  if (sync.kind === "waiting") return waitingText(sync, words);
  if (counts.waiting > 0 || workingSet.kind !== "taken") return null;
  return say("banner.ready", { objects: workingSet.objects, until: moment(workingSet.grant.notAfter) });
}

/** Progress of a working set that is taken, and of a sync, on every screen. */
function LongWork({ offline: { workingSet, sync } }: { readonly offline: OfflineState }): ReactNode {
  const { say } = useWords();
  if (workingSet.kind === "taking") {
    const { done, total } = workingSet;
    const text = total === null ? say("take.counting") : say("offline.progress", { done, total });
    return <Progress label={say("banner.taking")} done={done} total={total} text={text} />;
  }
  if (sync.kind === "syncing") {
    const { done, total } = sync;
    return (
      <Progress
        label={say("banner.syncing")}
        done={done}
        total={total}
        text={say("offline.progress", { done, total })}
      />
    );
  }
  return null;
}
