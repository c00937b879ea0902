import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

/** That Electron's calls exist and have these types is the compiler's part (`npm run types`, electron.d.ts). */

const eslint = new ESLint({ cwd: join(import.meta.dirname, '../..') });
type Config = { rules: Record<string, [severity: number, ...unknown[]]> };

describe('what Electron is about to take away', () => {
  it.each([
    'src-main/main.ts',
    'src-main/windows.ts',
    'src-main/services/settings.ts',
    'src-preload/index.ts',
  ])('is refused in %s as an error', async (file) => {
    const { rules } = (await eslint.calculateConfigForFile(file)) as Config;
    expect(rules['@typescript-eslint/no-deprecated']?.[0]).toBe(2);
  });
});
