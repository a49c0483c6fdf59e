import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState, type ReactNode } from "react";
import { expect, it } from "vitest";
import { Dialog } from "./dialog.tsx";

const reachable = (): (string | null)[] => screen.queryAllByRole("dialog").map(({ textContent }) => textContent);

function Closable({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  const [isOpen, setOpen] = useState(true);
  return isOpen ? (
    <Dialog title={title} onEscape={() => setOpen(false)}>
      {children}
    </Dialog>
  ) : null;
}

it.each([
  [
    "side by side",
    <>
      <Closable title="First" />
      <Closable title="Second" />
      <Closable title="Third" />
    </>,
  ],
  [
    "one in the other",
    <Closable key="nest" title="First">
      <Closable title="Second">
        <Closable title="Third" />
      </Closable>
    </Closable>,
  ],
])("dialogs that open together %s can be reached one at a time, from the last to the first", async (_, dialogs) => {
  const user = userEvent.setup();
  render(
    <>
      <button>On the page</button>
      {dialogs}
    </>,
  );
  for (const title of ["Third", "Second", "First"]) {
    expect(reachable()).toEqual([title]);
    await waitFor(() => expect(screen.getByRole("dialog")).toContainElement(document.querySelector(":focus")));
    await user.keyboard("{Escape}");
  }
  expect(reachable()).toEqual([]);
  expect(screen.getByRole("button", { name: "On the page" })).toBeVisible();
});

it("a dialog that closes before its turn does not block the others", () => {
  function Passing(): ReactNode {
    const [isOpen, setOpen] = useState(true);
    return (
      <>
        <span ref={() => setOpen(false)} />
        {isOpen ? <Dialog title="Passing">{null}</Dialog> : null}
      </>
    );
  }
  render(
    <>
      <Passing />
      <Closable title="Second" />
    </>,
  );
  expect(reachable()).toEqual(["Second"]);
});
