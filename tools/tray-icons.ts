import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { requireChromium } from './find-chromium.ts';

/**
 * `node tools/tray-icons.ts`: draws the pictures for tray, menu bar and taskbar into resources/tray. The results
 * are committed, so that a package needs no browser.
 */

const TEAL = '#087f5b';
const ORANGE = '#e8590c';

/** The open door of the app's mark, thicker than there: it is 16 pixels wide here. */
const door = (ink: string, knob: string): string =>
  `<g fill="none" stroke="${ink}" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round">
    <path d="M9 27V7.5A2.5 2.5 0 0 1 11.5 5h9A2.5 2.5 0 0 1 23 7.5V27M5 27h22"/>
  </g><circle cx="18.6" cy="16.6" r="2.2" fill="${knob}"/>`;

/** Leaves a gap to the door around it, so that the two are told apart at any size. */
const dotOver = (ink: string, picture: string): string =>
  `<mask id="gap"><rect width="32" height="32" fill="#fff"/><circle cx="24" cy="8" r="10" fill="#000"/></mask>
  <g mask="url(#gap)">${picture}</g><circle cx="24" cy="8" r="7.4" fill="${ink}"/>`;

const tile = (picture: string): string =>
  `<rect width="32" height="32" rx="7" fill="${TEAL}"/><g transform="translate(3.2 3.2) scale(0.8)">${picture}</g>`;

/** Taskbars are light or dark: a tile is seen on both. A template has no colours, macOS gives it those of its bar. */
const PICTURES: Readonly<Record<string, string>> = {
  tray: tile(door('#fff', '#fff')),
  'tray-waiting': dotOver(ORANGE, tile(door('#fff', '#fff'))),
  trayTemplate: door('#000', '#000'),
  'tray-waitingTemplate': dotOver('#000', door('#000', '#000')),
  dot: `<circle cx="16" cy="16" r="14" fill="${ORANGE}"/><path d="M16 8.5v9.5" stroke="#fff" stroke-width="4" stroke-linecap="round"/><circle cx="16" cy="23.4" r="2.3" fill="#fff"/>`,
};

/** Side in pixels at the usual resolution. */
const SIDE = 16;
/** What Electron looks for beside a picture: Windows has steps between one and two. */
const SCALES = [
  { suffix: '', factor: 1 },
  { suffix: '@1.25x', factor: 1.25 },
  { suffix: '@1.5x', factor: 1.5 },
  { suffix: '@2x', factor: 2 },
  { suffix: '@3x', factor: 3 },
];

const folder = join(import.meta.dirname, '..', 'resources', 'tray');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: requireChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
for (const [name, picture] of Object.entries(PICTURES)) {
  for (const { suffix, factor } of SCALES) {
    const side = SIDE * factor;
    await page.setViewportSize({ width: side, height: side });
    await page.setContent(
      `<style>body { margin: 0 } svg { position: absolute; inset: 0; width: ${side}px; height: ${side}px }</style>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${picture}</svg>`,
    );
    writeFileSync(join(folder, `${name}${suffix}.png`), await page.screenshot({ omitBackground: true }));
  }
}
await browser.close();
