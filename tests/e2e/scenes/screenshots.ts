import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { LANGUAGES } from '../../../server/protocol/index.ts';
import { findFlaws } from './checks.ts';
import { groups } from './index.ts';
import { show, test } from './player.ts';
import { smallPng } from './small-png.ts';
import { SIZES, THEMES, USUAL_SIZES, type Size } from './scene.ts';

/** `npm run screenshots`: a picture of every scene in every size, theme and language, into docs/screenshots. */

const folder = join(process.cwd(), 'docs/screenshots');
mkdirSync(folder, { recursive: true });

/** A doctor's page scrolls inside its frame: the window becomes so high that all of it is seen. */
const growToPage = async (page: Page, size: Size): Promise<void> => {
  const hidden = await page.evaluate(() => {
    const main = document.querySelector('main');
    return main === null ? 0 : main.scrollHeight - main.clientHeight;
  });
  const { width, height } = SIZES[size];
  if (hidden > 0) await page.setViewportSize({ width, height: height + hidden });
};

for (const { name: group, scenes } of groups) {
  for (const scene of scenes) {
    for (const language of scene.audience === 'patient' ? LANGUAGES : (['en'] as const)) {
      test(`${scene.id} ${language}: ${scene.title}`, async ({ world }) => {
        const sizes = scene.sizes ?? USUAL_SIZES;
        const { page, end } = await world.play(scene, { language, size: sizes[0] ?? 'wide', group });
        const flaws: string[] = [];
        const files: string[] = [];
        for (const size of sizes) {
          // A theme changes no words: other languages are photographed in one.
          for (const theme of language === 'en' ? THEMES : (['light'] as const)) {
            await show(page, size, theme);
            const suffix = language === 'en' ? '' : `-${language}`;
            const file = `${scene.id}-${size}-${theme}${suffix}.png`;
            files.push(file);
            // A dialog is seen where it stands, over as much of the page as a window shows.
            const fullPage = !(await page.getByRole('dialog').isVisible());
            if (fullPage) await growToPage(page, size);
            const picture = await page.screenshot({
              animations: 'disabled',
              caret: 'hide',
              scale: 'css',
              fullPage,
            });
            writeFileSync(join(folder, file), smallPng(picture));
            if (theme === 'light') flaws.push(...(await findFlaws(page)).map((flaw) => `${size}: ${flaw}`));
          }
        }
        await end();
        console.log(files.map((file) => `docs/screenshots/${file}`).join('\n'));
        expect(flaws).toEqual([]);
      });
    }
  }
}
