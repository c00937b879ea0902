import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { requireChromium } from './find-chromium.ts';
import { ICNS_TYPES, toIcns, toIco, type Picture } from './icons/containers.ts';

/**
 * `node tools/icons.ts`: draws build/icon.svg in the sizes and files that the installers of the three systems
 * take. The results are committed, so that a package needs no browser.
 */

const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
/** Apple's grid leaves a margin around the tile. */
const MAC_SCALE = 824 / 1024;

const folder = join(import.meta.dirname, '..', 'build');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');

const browser = await chromium.launch({
  executablePath: requireChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();

const draw = async (size: number, scale: number): Promise<Picture> => {
  const inner = size * scale;
  const margin = (size - inner) / 2;
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>body { margin: 0 } svg { position: absolute; inset: ${margin}px; width: ${inner}px; height: ${inner}px }</style>${svg}`,
  );
  return { size, png: await page.screenshot({ omitBackground: true }) };
};

const drawAll = async (sizes: readonly number[], scale = 1): Promise<Picture[]> => {
  const pictures: Picture[] = [];
  for (const size of sizes) pictures.push(await draw(size, scale));
  return pictures;
};

writeFileSync(join(folder, 'icon.ico'), toIco(await drawAll(ICO_SIZES)));
writeFileSync(
  join(folder, 'icon.icns'),
  toIcns(await drawAll(Object.keys(ICNS_TYPES).map(Number), MAC_SCALE)),
);
mkdirSync(join(folder, 'icons'), { recursive: true });
for (const { size, png } of await drawAll(LINUX_SIZES)) {
  writeFileSync(join(folder, 'icons', `${size}x${size}.png`), png);
}
await browser.close();
