import { borders } from "./borders.ts";
import { readFlags } from "./flags.ts";
import type { Summary } from "./run.ts";

/** The messages of this process to its parent. */
export type Told =
  | { readonly kind: "run"; readonly run: number }
  | { readonly kind: "done"; readonly summary: Summary };

/*
 * The runs of one border in a separate process, so that a hang or a crash can be attributed to it.
 */
const { runs, seed, path, border } = readFlags();
const [name] = border;
if (name === undefined) throw new Error("--border is missing");
const tell = (told: Told): void => void process.send?.(told);
const { fuzz } = await borders[name]();
const summary = await fuzz({ runs, seed, path }, (run) => tell({ kind: "run", run }));
tell({ kind: "done", summary });
// The open channel keeps the process alive until the parent has read this message.
