import { useId, type ReactNode } from "react";
import { useWords } from "../../../desk/words.ts";
import type { Shape } from "./shape.ts";

/** Lengths in units of the drawing, 16 to the rem. */
const slot = 112;
const box = { width: 100, height: 32 };
/** Height of the shortest way, and the height that each passed place adds. */
const lowest = 16;
const step = 9;

interface DrawingProps {
  readonly shape: Shape;
  readonly here: string;
}

/**
 * The states in a row; forward transitions are above it, backward ones below. Its text alternative
 * is the list beside it.
 */
export function Drawing({ shape: { places, canGo, ways }, here }: DrawingProps): ReactNode {
  const { term, say } = useWords();
  const id = useId();
  const names = places.map((place) => {
    const word = term("state", place.id);
    return { ...place, word: word === place.id ? place.name : word };
  });
  const gone = canGo ? [{ id: "", word: say("graph.gone"), final: true }] : [];
  const all = [...names, ...gone];
  const current = places.findIndex((place) => place.id === here);
  const longest = Math.max(0, ...ways.map(({ from, to }) => Math.abs(from - to)));
  const room = lowest + step * longest;
  const width = all.length * slot;
  const height = 2 * room + box.height;
  return (
    <svg
      className="life-drawing"
      width={`${width / 16}rem`}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
    >
      {(["other", "here"] as const).map((kind) => (
        <marker
          key={kind}
          id={`${id}${kind}`}
          className={`life-tip-${kind}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8Z" />
        </marker>
      ))}
      {ways
        .toSorted((a, b) => Number(a.from === current) - Number(b.from === current))
        .map(({ from, to }) => {
          const kind = from === current ? "here" : "other";
          return (
            <path
              key={`${from} ${to}`}
              className={`life-way life-way-${kind}`}
              d={curve(from, to, room)}
              markerEnd={`url(#${id}${kind})`}
            />
          );
        })}
      {all.map((place, index) => (
        <g key={place.id} className={index === current ? "life-place life-place-here" : "life-place"}>
          <rect
            x={index * slot + (slot - box.width) / 2}
            y={room}
            width={box.width}
            height={box.height}
            rx={place.final ? 2 : box.height / 2}
          />
          <text x={index * slot + slot / 2} y={room + box.height / 2}>
            {place.word.length > 14 ? `${place.word.slice(0, 13)}…` : place.word}
          </text>
        </g>
      ))}
    </svg>
  );
}

/**
 * Returns the path between two places, above the row if it leads forward and below if it leads
 * back.
 */
function curve(from: number, to: number, room: number): string {
  const onward = to > from;
  const side = onward ? 1 : -1;
  const y = onward ? room : room + box.height;
  // A Bézier curve with two handles of one height reaches three quarters of that height.
  const peak = y - (side * (lowest + step * (Math.abs(to - from) - 1)) * 4) / 3;
  const start = from * slot + slot / 2 + side * 14;
  const end = to * slot + slot / 2 - side * 14;
  return `M${start} ${y}C${start + side * 8} ${peak} ${end - side * 8} ${peak} ${end} ${y - side}`;
}
