import "./state-diagram.css";
import { useEffect, useState, type ReactNode } from "react";
import type { Result } from "#shared/errors.ts";
import type { IdmObject, ProcessOffer } from "#shared/idm/object.ts";
import type { StateGraph } from "#shared/idm/state-graph.ts";
import { useDesk } from "../../../desk/desk.ts";
import { ErrorBox } from "../../../desk/error-box.tsx";
import { useWords } from "../../../desk/words.ts";
import { Drawing } from "./drawing.tsx";
import { shapeOf } from "./shape.ts";
import { StateList } from "./state-list.tsx";

interface StateDiagramProps {
  readonly object: IdmObject;
  readonly processes: readonly ProcessOffer[];
}

/** The life cycle of an object as a drawing and in words. */
export function StateDiagram({ object, processes }: StateDiagramProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [graph, setGraph] = useState<Result<StateGraph> | null>(null);
  const coreTemplate = object.ref.type;

  useEffect(() => {
    let isWanted = true;
    async function read(): Promise<void> {
      const answer = await client.objects.stateGraph({ coreTemplate });
      if (isWanted) setGraph(answer);
    }
    void read();
    const end = client.objects.onAllChanged(() => void read());
    return () => {
      isWanted = false;
      end();
    };
  }, [client, coreTemplate]);

  if (graph === null) return <output className="loading">{say("app.loading")}</output>;
  if (!graph.ok) return <ErrorBox error={graph.error} />;
  const shape = shapeOf(graph.value, object.state);
  return (
    <div className="panel stack life">
      <Drawing shape={shape} here={object.state} />
      <StateList shape={shape} here={object.state} processes={processes} />
    </div>
  );
}
