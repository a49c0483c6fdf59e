import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { screen, type BrowserWindow, type Rectangle } from "electron";
import { z } from "zod";
import type { Log } from "../core/log.ts";

const side = z.number().int().min(-1_000_000).max(1_000_000);
const boundsSchema = z.object({ x: side, y: side, width: side.positive(), height: side.positive() });
const keptSchema = z.object({ bounds: boundsSchema, isMaximized: z.boolean() });
export type WindowPlace = z.infer<typeof keptSchema>;

export const smallest = { width: 800, height: 500 };
const usual = { width: 1280, height: 800 };
/** Pixels by which a further window is offset from the previous one. */
const aside = 32;

/** Keeps the last bounds of the window in a file of the data directory. */
export function windowBounds(dataDirectory: string, log: Log) {
  const file = join(dataDirectory, "window.json");

  function read(): WindowPlace | null {
    try {
      return keptSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data ?? null;
    } catch {
      // There is no file yet, or it is not JSON.
      return null;
    }
  }

  return {
    /** Returns the bounds for the first window. */
    first: (): Partial<Rectangle> => onScreen(read()?.bounds ?? null, workAreas()),

    /** Returns the bounds for a further window, beside another. */
    beside(other: BrowserWindow): Partial<Rectangle> {
      const { x, y, ...size } = other.getNormalBounds();
      return onScreen({ ...size, x: x + aside, y: y + aside }, workAreas());
    },

    wasMaximized: (): boolean => read()?.isMaximized ?? false,

    /**
     * Keeps the window's place. The file is optional: the program goes on if it cannot be written.
     */
    keep(window: BrowserWindow): void {
      const place: WindowPlace = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
      try {
        writeFileSync(file, JSON.stringify(place), { mode: 0o600 });
      } catch (fault) {
        log.warn({ fault }, "the place of the window could not be kept");
      }
    },
  };
}

const workAreas = (): Rectangle[] => screen.getAllDisplays().map(({ workArea }) => workArea);

/**
 * Fits the bounds to the screen that shows most of them: no larger than the screen, and fully on
 * it. Returns no position, which centres the window, if no screen shows any of them: their screen
 * is gone.
 */
export function onScreen(bounds: Rectangle | null, areas: readonly Rectangle[]): Partial<Rectangle> {
  const [home] = areas.toSorted((a, b) => shared(bounds, b) - shared(bounds, a));
  if (home === undefined) return usual;
  const width = Math.min(bounds?.width ?? usual.width, home.width);
  const height = Math.min(bounds?.height ?? usual.height, home.height);
  if (bounds === null || shared(bounds, home) === 0) return { width, height };
  return {
    x: Math.max(home.x, Math.min(bounds.x, home.x + home.width - width)),
    y: Math.max(home.y, Math.min(bounds.y, home.y + home.height - height)),
    width,
    height,
  };
}

/** Returns the number of pixels that two rectangles share. */
function shared(a: Rectangle | null, b: Rectangle): number {
  if (a === null) return 0;
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
