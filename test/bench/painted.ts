import type { Page } from "@playwright/test";

/**
 * Milliseconds in the page itself from a key to the frame that shows the answer to its question.
 */
export async function paintedAfterKey(page: Page, key: string): Promise<number> {
  // Listening first, and only then the key: an evaluation under way would not be there in time.
  const listening = await page.evaluateHandle(() => {
    const painted = new Promise<number>((resolve, reject) => {
      let pressed = 0;
      setTimeout(() => reject(new Error("The answer was not painted within a minute.")), 60_000);
      window.addEventListener("input", (event) => (pressed = event.timeStamp), { capture: true, once: true });
      const look = (): void => {
        const isAnswered = document.querySelector(".search-results:not(:has([aria-busy=true], .coming-rows)) > *");
        if (pressed > 0 && isAnswered !== null) resolve(performance.now() - pressed);
        else requestAnimationFrame(look);
      };
      look();
    });
    return { painted };
  });
  await page.keyboard.type(key);
  return listening.evaluate(({ painted }) => painted);
}
