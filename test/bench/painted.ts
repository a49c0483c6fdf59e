import type { Page } from "@playwright/test";

/**
 * Milliseconds in the page itself from a key to the end of the frame that shows the answer to its
 * question.
 */
export async function paintedAfterKey(page: Page, key: string): Promise<number> {
  // Listening first, and only then the key: an evaluation under way would not be there in time.
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
        // A message comes after layout and paint of this frame; another frame would count what
        // nobody waits for.
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
