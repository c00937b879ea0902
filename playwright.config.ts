import { defineConfig } from '@playwright/test';
import { inShell } from './tools/chromium-launch.ts';

/**
 * Specs in which people call each other; most of their time is waiting for pictures. Those of the desktop app are
 * with them, because two apps that host at the same time may choose the same port.
 */
const CALLS =
  /[/\\](accessibility-calls|arrivals|call-tools|desktop-\w+|device-problems|hostile-signals|media|recovery|usage-flows|visit)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  projects: [
    // A call is two pages that encode and decode video; more of them at once starve each other on two cores.
    { name: 'calls', testMatch: CALLS, workers: 1 },
    { name: 'pages', testIgnore: CALLS, fullyParallel: true },
  ],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: 'out/e2e.json' }],
    ['./tests/tools/conformance-playwright-reporter.ts'],
    ['./tests/tools/file-times-reporter.ts'],
  ],
  use: {
    browserName: 'chromium',
    headless: true,
    // Recording takes nearly as long as the tests do: `npm run test:e2e -- --trace retain-on-failure <spec>`.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: inShell,
  },
});
