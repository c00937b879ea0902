import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** `npm run screenshots`: the scenes of the end-to-end tests, photographed. */
export default defineConfig({
  ...tests,
  testDir: 'tests/e2e/scenes',
  // Its scenes come in the order in which they share what is expensive.
  workers: 1,
  projects: [{ testMatch: 'screenshots.ts' }],
  reporter: [['list']],
  use: { ...tests.use, screenshot: 'off' },
});
