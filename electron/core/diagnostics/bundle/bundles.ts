import { randomUUID } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { longestLook, madeParts, type MadePart, type View } from "#shared/ipc/bundle.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import type { Clock } from "../../clock.ts";
import { fromStore } from "../../store/store-fault.ts";
import { writeBundle, type Parts } from "./write.ts";

export interface Bundles {
  readonly handlers: Handlers["bundle"];
  /** Drops the preview, also one under way: it belongs to an operator who has logged out. */
  readonly forget: () => void;
}

export interface BundlesDeps {
  readonly clock: Clock;
  /** Version of the program. */
  readonly program: string;
  /** The data directory. */
  readonly directory: string;
  /** The parts as they are now. */
  readonly collect: (view: View) => Promise<Parts>;
}

interface Preview {
  readonly id: string;
  readonly parts: Parts;
}

/**
 * Creates the calls that preview and save a bundle. There is one preview at a time, and exactly
 * what it showed is saved.
 */
export function createBundles({ clock, program, directory, collect }: BundlesDeps): Bundles {
  let preview: Preview | null = null;
  /** Counts the events after which a preview under way is worthless. */
  let epoch = 0;

  function partOf(id: string, name: MadePart): Buffer | undefined {
    return preview?.id === id ? preview.parts.get(name) : undefined;
  }

  const handlers: Handlers["bundle"] = {
    async preview(view) {
      epoch += 1;
      const own = epoch;
      const parts = await collect(view);
      if (own !== epoch) return gone;
      preview = { id: randomUUID(), parts };
      const listed = madeParts.flatMap((name) => {
        const bytes = parts.get(name)?.length;
        return bytes === undefined ? [] : [{ name, bytes }];
      });
      return ok({ id: preview.id, parts: listed });
    },
    async look({ id, name, from }) {
      const part = partOf(id, name);
      if (part === undefined) return gone;
      return ok(linesOf(part.toString(), from));
    },
    async save({ id, parts, note }) {
      if (preview?.id !== id) return gone;
      const chosen = new Map([...preview.parts].filter(([name]) => parts.some((each) => each === name)));
      if (note.trim() !== "") chosen.set("note.txt", Buffer.from(note));
      const at = new Date(clock.now());
      const bytes = await writeBundle(chosen, { program, at });
      const saved = await fromStore(() => saveBundle(bytes, join(directory, "bundles"), at));
      if (!saved.ok) return saved;
      if (preview?.id === id) preview = null;
      return ok({ file: saved.value, bytes: bytes.length });
    },
  };

  return {
    handlers,
    forget() {
      epoch += 1;
      preview = null;
    },
  };
}

/** Returns whole lines from an offset on; a line longer than `longestLook` comes in pieces. */
function linesOf(text: string, from: number): { lines: string[]; next: number | null } {
  const most = from + longestLook;
  const lastBreak = text.lastIndexOf("\n", most - 1) + 1;
  const end = text.length <= most ? text.length : lastBreak > from ? lastBreak : most;
  const lines = text.slice(from, end).replace(/\n$/, "").split("\n");
  return { lines, next: end < text.length ? end : null };
}

const gone: Result<never> = fail(operatorError("bundle-gone"));

/** Writes a bundle into the folder, readable by this user only, and returns its path. */
export async function saveBundle(bytes: Buffer, folder: string, at: Date): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `carddesk-support-${at.toISOString().replace(/[:.]/g, "-")}.zip`);
  await writeFileOnce(file, bytes);
  return file;
}

/** Writes a new file; rejects if there is one already. */
export async function writeFileOnce(file: string, bytes: Buffer): Promise<void> {
  await using handle = await open(file, "wx", 0o600);
  await handle.writeFile(bytes);
  await handle.sync();
}
