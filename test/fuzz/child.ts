import { borders } from "./borders.ts";
import { readFlags } from "./flags.ts";
import type { Summary } from "./run.ts";

/** What this process tells the one that watches it. */
export type Told =
  | { readonly kind: "run"; readonly run: number }
  | { readonly kind: "done"; readonly summary: Summary };

/* The runs of one border, in a process of their own: a hang or a death has a name. */
const { runs, seed, path, border } = readFlags();
const [name] = border;
if (name === undefined) throw new Error("--border is missing");
const tell = (told: Told): void => void process.send?.(told);
const { fuzz } = await borders[name]();
const summary = await fuzz({ runs, seed, path }, (run) => tell({ kind: "run", run }));
tell({ kind: "done", summary });
// A channel that is open keeps the process until the one that watches it has read this.
