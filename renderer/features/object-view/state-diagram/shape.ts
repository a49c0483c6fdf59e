import type { StateGraph } from "#shared/idm/state-graph.ts";

/** A state of the diagram; `name` is the back end's word for it. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly final: boolean;
}

/**
 * The drawing: places side by side, and one way for each pair and direction, however many processes
 * use it.
 */
export interface Shape {
  readonly places: readonly Place[];
  /** Whether a process deletes the object: drawn as one more place after the last. */
  readonly canGo: boolean;
  /** Positions of the places; a forward way has `from` less than `to`. */
  readonly ways: readonly { readonly from: number; readonly to: number }[];
  readonly transitions: StateGraph["transitions"];
}

/**
 * Returns the shape of the back end's states and of those it does not name: the object's own and
 * the ends of transitions.
 */
export function shapeOf({ states, transitions }: StateGraph, here: string): Shape {
  const named = [here, ...transitions.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))];
  const known = new Set(states.map(({ id }) => id));
  const others = [...new Set(named)].filter((id) => !known.has(id));
  const places = [...states, ...others.map((id) => ({ id, name: id, final: false }))];
  const at = new Map<string | null, number>(places.map(({ id }, index) => [id, index]));
  at.set(null, places.length);
  const ways = new Map(
    transitions.flatMap((transition) => {
      const from = at.get(transition.from);
      const to = at.get(transition.to);
      return from === undefined || to === undefined || from === to ? [] : [[`${from} ${to}`, { from, to }] as const];
    }),
  );
  return { places, canGo: transitions.some(({ to }) => to === null), ways: [...ways.values()], transitions };
}
