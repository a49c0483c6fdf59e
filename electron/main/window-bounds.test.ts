import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { onScreen } from "./window-bounds.ts";

vi.mock("electron", () => ({ screen: {} }));

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 200, width: 1280, height: 720 };

test("a window comes back to where it was", () => {
  const bounds = { x: 2000, y: 250, width: 900, height: 600 };
  expect(onScreen(bounds, [left, right])).toEqual(bounds);
});

test("a window that extends past an edge comes back whole, on the screen that had most of it", () => {
  expect(onScreen({ x: -300, y: 900, width: 1000, height: 600 }, [left, right])).toEqual({
    x: 0,
    y: 440,
    width: 1000,
    height: 600,
  });
});

test("a window is no larger than its screen", () => {
  expect(onScreen({ x: 0, y: 0, width: 3840, height: 2160 }, [right, left])).toEqual(left);
});

test("a window whose screen is gone, or that never had a place, gets the usual size in the middle", () => {
  expect(onScreen({ x: 9000, y: 0, width: 900, height: 600 }, [left])).toEqual({ width: 900, height: 600 });
  expect(onScreen(null, [left])).toEqual({ width: 1280, height: 800 });
  expect(onScreen(null, [{ ...right, height: 700 }])).toEqual({ width: 1280, height: 700 });
  expect(onScreen(null, [])).toEqual({ width: 1280, height: 800 });
});

test("a window is always whole on one screen, whatever its stored bounds and whatever the screens", () => {
  const place = fc.integer({ min: -20_000, max: 20_000 });
  const size = fc.integer({ min: 1, max: 20_000 });
  const rectangle = fc.record({ x: place, y: place, width: size, height: size });
  fc.assert(
    fc.property(rectangle, fc.array(rectangle, { minLength: 1, maxLength: 4 }), (bounds, areas) => {
      const { x, y, width = 0, height = 0 } = onScreen(bounds, areas);
      const fits = areas.some(
        (area) =>
          width <= area.width &&
          height <= area.height &&
          (x === undefined || (x >= area.x && x + width <= area.x + area.width)) &&
          (y === undefined || (y >= area.y && y + height <= area.y + area.height)),
      );
      expect(fits).toBe(true);
    }),
  );
});
