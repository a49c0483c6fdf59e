import * as matchers from "@testing-library/jest-dom/matchers";
import { cleanup } from "@testing-library/react";
import { afterEach, expect, vi } from "vitest";

expect.extend(matchers);
afterEach(cleanup);

// jsdom has no layout: without a size a virtual list renders no rows, and these functions are
// missing.
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
);
// Configurable: this file runs before each test file, and all of them share one page.
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { get: () => 600, configurable: true },
  clientWidth: { get: () => 1000, configurable: true },
});
Element.prototype.scrollTo = () => {};
Element.prototype.scrollIntoView = () => {};
