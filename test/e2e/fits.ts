import { expect, type Page } from "@playwright/test";

/** A window of 1280 pixels, a narrow one, and text at 200 % (WCAG 2.2, 1.4.4 and 1.4.10). */
const sizes = [
  { name: "1280", width: 1280, text: "" },
  { name: "640", width: 640, text: "" },
  { name: "text 200 %", width: 1280, text: "200%" },
] as const;

/** Returns the faults of a screen that axe cannot detect, each as a sentence. */
function faults(): string[] {
  const root = document.documentElement;
  const found: string[] = [];
  if (root.scrollHeight > root.clientHeight)
    found.push(`the window scrolls ${root.scrollHeight - root.clientHeight} px`);
  if (root.scrollWidth > root.clientWidth)
    found.push(`the window scrolls ${root.scrollWidth - root.clientWidth} px aside`);
  if (document.activeElement === document.body) found.push("the focus is lost");
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest(".visually-hidden, [inert]") === null;

  const whole =
    "h1, h2, h3, .badge, .button, .about-line *, .grid-cell:first-child, .table th[scope=row], dt, label, kbd";
  for (const element of document.querySelectorAll(whole)) {
    if (!isShown(element)) continue;
    const { left, right, width } = element.getBoundingClientRect();
    const named = `“${element.textContent.slice(0, 40)}”`;
    if (width === 0) continue;
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline")
      found.push(`${named} does not fit by ${element.scrollWidth - element.clientWidth} px`);
    for (let box = element.parentElement; box !== null; box = box.parentElement) {
      const around = box.getBoundingClientRect();
      const clips = getComputedStyle(box).overflowX !== "visible" || box === document.body;
      if (clips && (left < around.left - 1 || right > around.right + 1)) {
        found.push(`${named} is cut by ${box.className || box.tagName}`);
        break;
      }
    }
  }

  // The browser draws a placeholder in a box of its own, so its width must be measured.
  const pen = document.createElement("canvas").getContext("2d");
  for (const input of document.querySelectorAll("input")) {
    if (pen === null || !isShown(input) || input.value !== "" || input.placeholder === "") continue;
    if (getComputedStyle(input, "::placeholder").color === "rgba(0, 0, 0, 0)") continue;
    const { font, paddingInlineStart, paddingInlineEnd } = getComputedStyle(input);
    pen.font = font;
    const room = input.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
    const over = Math.round(pen.measureText(input.placeholder).width - room);
    if (over > 1) found.push(`the hint “${input.placeholder}” does not fit by ${over} px`);
  }

  const sentences = [...document.querySelectorAll("p, output, .notice-title")]
    .filter((element) => isShown(element) && element.closest("table, .grid") === null)
    .map((element) => element.textContent.trim())
    .filter((text) => text.length > 30);
  for (const text of new Set(sentences))
    if (sentences.indexOf(text) !== sentences.lastIndexOf(text)) found.push(`told twice: “${text}”`);
  return found;
}

/** Checks a screen in every size once it is stable; reports all faults, not only the first. */
export async function fits(page: Page, screen: string): Promise<void> {
  for (const { name, width, text } of sizes) {
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), text);
    await expect
      .soft(async () => expect(await page.evaluate(faults), `${screen}, ${name}`).toEqual([]))
      .toPass({ timeout: 10_000 });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
}
