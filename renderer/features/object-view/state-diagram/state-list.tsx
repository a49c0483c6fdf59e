import type { ReactNode } from "react";
import type { ProcessOffer } from "#shared/idm/object.ts";
import type { StateGraph } from "#shared/idm/state-graph.ts";
import { StateBadge } from "../../../desk/state-badge.tsx";
import { useWords } from "../../../desk/words.ts";
import { Icon } from "../../../components/icons.tsx";
import type { Place, Shape } from "./shape.ts";

interface StateListProps {
  readonly shape: Shape;
  readonly here: string;
  readonly processes: readonly ProcessOffer[];
}

/**
 * The diagram in words: every state, the current one first, with its processes and their targets;
 * at the current state also which are not available.
 */
export function StateList({ shape: { places, transitions }, here, processes }: StateListProps): ReactNode {
  const { say } = useWords();
  const hereFirst = places.toSorted((a, b) => Number(b.id === here) - Number(a.id === here));
  const names = new Map(places.map(({ id, name }) => [id, name]));
  const barred = new Set(processes.filter(({ offered }) => !offered).map(({ symbolicName }) => symbolicName));
  return (
    <ul className="life-states" aria-label={say("graph.title")}>
      {hereFirst.map((place) => {
        const isHere = place.id === here;
        const onward = transitions.filter(({ from }) => from === place.id);
        return (
          <li key={place.id} className={isHere ? "life-state life-state-here" : "life-state"} aria-current={isHere}>
            <span className="life-state-head">
              <StateBadge state={place.id} name={place.name} />
              {isHere ? <strong>{say("graph.here")}</strong> : null}
            </span>
            {onward.length === 0 ? <NothingOn place={place} /> : null}
            <ul className="life-ways">
              {onward.map((transition) => (
                <li key={transition.process}>
                  <Way transition={transition} names={names} />
                  {isHere && barred.has(transition.process) ? (
                    <span className="cell-note">{say("graph.notNow")}</span>
                  ) : null}
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}

function NothingOn({ place: { final } }: { readonly place: Place }): ReactNode {
  const { say } = useWords();
  return <p className="quiet">{say(final ? "graph.final" : "graph.noProcess")}</p>;
}

interface WayProps {
  readonly transition: StateGraph["transitions"][number];
  readonly names: ReadonlyMap<string, string>;
}

function Way({ transition: { processName, to }, names }: WayProps): ReactNode {
  const { say } = useWords();
  return (
    <span className="life-way-words">
      {processName}
      <Icon name="arrow" />
      <span className="visually-hidden">{say("graph.leadsTo")}</span>
      {to === null ? say("graph.gone") : <StateBadge state={to} name={names.get(to) ?? to} />}
    </span>
  );
}
