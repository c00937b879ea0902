import { test as base, type Page } from '@playwright/test';
import { createWorld, type World } from './stage.ts';
import { SIZES, type Size, type Theme } from './scene.ts';

/** Tests that play scenes share one clinic, because most of a scene's time would be its server's start. */
export const test = base.extend<object, { world: World }>({
  screenshot: 'off',
  world: [
    async ({ browser }, use) => {
      const world = await createWorld(browser);
      await use(world);
      await world.dispose();
    },
    { scope: 'worker' },
  ],
});

/** Shows the arranged page in another size and theme, and waits until it stands. */
export const show = async (page: Page, size: Size, theme: Theme): Promise<void> => {
  await page.setViewportSize(SIZES[size]);
  // No tooltip of what was pressed last.
  await page.mouse.move(0, 0);
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.evaluate(async (wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (document.documentElement.getAttribute('data-mantine-color-scheme') !== wanted) await frame();
    await document.fonts.ready;
    await frame();
    await frame();
    // To the end at once: with a change of theme, each element's transition begins when its parent's is over.
    const endAnimations = () => {
      const moving = document.getAnimations().filter(({ effect, playState }) => {
        const isEndless = effect?.getComputedTiming().iterations === Infinity;
        return playState === 'running' && !isEndless;
      });
      for (const animation of moving) animation.finish();
      return moving.length > 0;
    };
    while (endAnimations()) {
      // What ends may let something else begin.
      if (!endAnimations()) await frame();
    }
  }, theme);
};
