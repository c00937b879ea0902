import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** `npm run screenshots`: the scenes of the end-to-end tests, photographed. */
export default defineConfig({
  ...tests,
  testDir: 'tests/e2e/scenes',
  testMatch: 'screenshots.ts',
  reporter: [['list']],
  use: { ...tests.use, trace: 'off', screenshot: 'off' },
});
