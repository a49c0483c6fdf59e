import type { TestingLibraryMatchers } from "@testing-library/jest-dom/matchers";

// jest-dom's own declaration is for an `Assertion` of one parameter, which Vitest 5 no longer has.
declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends TestingLibraryMatchers<
    T,
    R
  > {}
}
