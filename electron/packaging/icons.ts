import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { chromiumOptions } from "../../test/fixtures/chromium.ts";

/**
 * `node electron/packaging/icons.ts`: makes the icons of the packages, the window and the tray from
 * the one drawing. electron-builder finds them by their names.
 */
const drawing = readFileSync("renderer/app/icon.svg").toString("base64");
const folder = import.meta.dirname;

/** Edge lengths in pixels. */
const linux = [16, 24, 32, 48, 64, 128, 256, 512];
const windows = [16, 24, 32, 48, 64, 128, 256];
/** The entries of an `icns` file with the edge lengths of their pictures. */
const mac = {
  icp4: 16,
  icp5: 32,
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
} as const;

const browser = await chromium.launch(chromiumOptions);
const page = await browser.newPage();

/** Renders a PNG of `edge` × `edge` pixels; `margin` is the fraction left empty at each side. */
async function png(edge: number, margin = 0): Promise<Buffer> {
  await page.setViewportSize({ width: edge, height: edge });
  const size = Math.round(edge * (1 - 2 * margin));
  await page.setContent(
    `<body style="display: grid; place-items: center; height: 100vh; margin: 0">
       <img width="${size}" height="${size}" src="data:image/svg+xml;base64,${drawing}">`,
  );
  return page.screenshot({ omitBackground: true });
}

/** The mark that each state adds to the tray icon; each has a shape of its own. */
const marks = {
  online: "",
  offline: `<circle cx="22" cy="22" r="8" fill="#b3261e"/><path d="m18.5 18.5 7 7m0-7-7 7"/>`,
  waiting: `<circle cx="22" cy="22" r="8" fill="#b26a00"/><path d="M22 26v-7.5m-3.2 2.9L22 18l3.2 3.4"/>`,
} as const;

/** Renders the tray icon, 32 pixels; it is grey when offline. */
async function trayPng(state: keyof typeof marks): Promise<Buffer> {
  const rim = marks[state] === "" ? "" : `<circle cx="22" cy="22" r="9.5" fill="#fff"/>`;
  await page.setViewportSize({ width: 32, height: 32 });
  await page.setContent(
    `<style>body { margin: 0 } img, svg { position: absolute; width: 32px; height: 32px }
            .offline { filter: grayscale(1) } path { fill: none; stroke: #fff; stroke-width: 2.4; stroke-linecap: round }</style>
     <img class="${state}" src="data:image/svg+xml;base64,${drawing}">
     <svg viewBox="0 0 32 32">${rim}${marks[state]}</svg>`,
  );
  return page.screenshot({ omitBackground: true });
}

/**
 * Builds a Windows icon: a directory of pictures, in which 0 means 256 pixels, then the pictures.
 */
function ico(pictures: readonly { readonly edge: number; readonly data: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { edge, data }] of pictures.entries()) {
    const at = 6 + 16 * index;
    head.writeUInt8(edge % 256, at);
    head.writeUInt8(edge % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(data.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += data.length;
  }
  return Buffer.concat([head, ...pictures.map(({ data }) => data)]);
}

/** Builds a macOS icon: entries of a type, their length including this header, and a picture. */
function icns(pictures: readonly { readonly type: string; readonly data: Buffer }[]): Buffer {
  const entry = (type: string, data: Buffer): Buffer => {
    const head = Buffer.from(`${type}0000`);
    head.writeUInt32BE(8 + data.length, 4);
    return Buffer.concat([head, data]);
  };
  return entry("icns", Buffer.concat(pictures.map(({ type, data }) => entry(type, data))));
}

mkdirSync(join(folder, "icons"), { recursive: true });
for (const edge of linux) writeFileSync(join(folder, "icons", `${edge}x${edge}.png`), await png(edge));
const ofWindows = [];
for (const edge of windows) ofWindows.push({ edge, data: await png(edge) });
writeFileSync(join(folder, "icon.ico"), ico(ofWindows));
const ofMac = [];
// macOS leaves a margin around the tile of an icon, so that all icons align.
for (const [type, edge] of Object.entries(mac)) ofMac.push({ type, data: await png(edge, 0.0977) });
writeFileSync(join(folder, "icon.icns"), icns(ofMac));
mkdirSync("renderer/public", { recursive: true });
writeFileSync("renderer/public/icon.png", await png(256));
for (const state of ["online", "offline", "waiting"] as const)
  writeFileSync(`renderer/public/tray-${state}.png`, await trayPng(state));
await browser.close();
