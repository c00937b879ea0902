import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { findFlaws } from './scenes/checks.ts';
import { groups } from './scenes/index.ts';
import { show, test } from './scenes/player.ts';
import { SIZES, type Size } from './scenes/scene.ts';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a theme may change; the rest of a page is the same in each. */
const OF_COLORS = ['color-contrast', 'link-in-text-block'];

const violationsOf = async (page: Page, only: readonly string[] | null): Promise<string[]> => {
  // Legacy mode opens no page of its own: every page here is one frame.
  // What passes is not written down, which is most of the work.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (only === null ? axe.withTags(STANDARDS) : axe.withRules([...only])).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes
      // A menu belongs to its button, wherever in the document it stands.
      .filter(({ target }) => id !== 'region' || !target.join(' ').includes('data-portal'))
      .map(({ target, html }) => `${id}: ${help}: ${target.join(' ')} ${html.slice(0, 160)}`),
  );
};

for (const { name: group, scenes } of groups) {
  test.describe(group, () => {
    // One after the other, because they share what is expensive; the groups run side by side.
    test.describe.configure({ mode: 'default' });
    for (const scene of scenes) {
      test(`everyone can use it, and nothing is cut off or left over: ${scene.id} (${scene.title})`, async ({
        world,
      }) => {
        const sizes = scene.sizes ?? (Object.keys(SIZES) as Size[]);
        const [first = 'wide'] = sizes;
        const { page, end } = await world.play(scene, { language: 'en', size: first, group });
        const found: string[] = [];
        const add = (where: string, problems: readonly string[]) =>
          found.push(...problems.map((problem) => `${where}: ${problem}`));
        for (const size of sizes) {
          await show(page, size, 'light');
          add(`${size}, light`, await findFlaws(page));
          if (size === first || scene.main === true) {
            add(`${size}, light`, await violationsOf(page, null));
            await show(page, size, 'dark');
            add(`${size}, dark`, await violationsOf(page, OF_COLORS));
          }
        }
        await end();
        expect(found).toEqual([]);
      });
    }
  });
}
