import { expect } from '@playwright/test';
import { violationsOf } from '../fixtures/axe.ts';
import { findFlaws } from './checks.ts';
import { show, test } from './player.ts';
import { USUAL_SIZES, type SceneGroup } from './scene.ts';

/** A test of each scene of a group: axe, and nothing that is cut off or left over. */
export const checkScenes = ({ name: group, scenes }: SceneGroup): void => {
  test.describe(group, () => {
    // One after the other, because they share what is expensive; the groups run side by side.
    test.describe.configure({ mode: 'default' });
    for (const scene of scenes) {
      test(`everyone can use it, and nothing is cut off or left over: ${scene.id} (${scene.title})`, async ({
        world,
      }) => {
        const sizes = scene.sizes ?? USUAL_SIZES;
        const [first = 'wide'] = sizes;
        const { page, end } = await world.play(scene, { language: 'en', size: first, group });
        const found: string[] = [];
        const add = (where: string, problems: readonly string[]) =>
          found.push(...problems.map((problem) => `${where}: ${problem}`));
        await show(page, first, 'light');
        add(`${first}, light`, await findFlaws(page));
        add(`${first}, light`, await violationsOf(page, 'all'));
        // What a theme changes, it changes in every size: from here on the other theme, and all sizes of main scenes only.
        const inDark = scene.main === true || sizes.length === 1 ? sizes : sizes.slice(1);
        for (const size of inDark) {
          await show(page, size, 'dark');
          if (size !== first) add(`${size}, dark`, await findFlaws(page));
          const isWhole = scene.main === true && size !== first;
          add(`${size}, dark`, await violationsOf(page, isWhole ? 'all' : 'colors'));
        }
        await end();
        expect(found).toEqual([]);
      });
    }
  });
};
