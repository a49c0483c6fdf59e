import type { Page } from "@playwright/test";

/**
 * Presses a key and returns the milliseconds, measured in the page, until the end of the frame that
 * shows the answer.
 */
export async function paintedAfterKey(page: Page, key: string): Promise<number> {
  // The listener must be installed before the key is pressed: an evaluation still under way would
  // miss the input event.
  const listening = await page.evaluateHandle(() => {
    const painted = new Promise<number>((resolve, reject) => {
      let pressed = 0;
      setTimeout(() => reject(new Error("The answer was not painted within a minute.")), 60_000);
      window.addEventListener("input", (event) => (pressed = event.timeStamp), { capture: true, once: true });
      const changes = new MutationObserver(() => requestAnimationFrame(look));
      const look = (): void => {
        const isAnswered = document.querySelector(".search-results:not(:has([aria-busy=true], .coming-rows)) > *");
        if (pressed === 0 || isAnswered === null) return;
        changes.disconnect();
        // The message arrives after layout and paint of this frame; waiting for another frame would
        // add time that the operator does not wait.
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener("message", () => resolve(performance.now() - pressed), { once: true });
        port1.start();
        port2.postMessage(null);
      };
      changes.observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ["aria-busy"],
      });
    });
    return { painted };
  });
  await page.keyboard.type(key);
  return listening.evaluate(({ painted }) => painted);
}
