import { defineConfig } from '@playwright/test';
import { inShell } from './tools/chromium-launch.ts';

/** Specs in which people call each other; most of their time is waiting for pictures. */
const CALLS =
  /[/\\](accessibility-calls|arrivals|call-tools|device-problems|hostile-signals|media|recovery|restart|usage-flows|visit|visit-interrupted)\.spec\.ts$/;
/** Specs of the desktop app: apps that host at the same time take each other's ports. */
const DESKTOP = /[/\\]desktop-\w+\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  // One more than the smallest machine has cores: half of a call is waiting.
  workers: 3,
  projects: [
    // A call is two pages that encode and decode video; more of them at once starve each other on two cores.
    // Its pictures are drawn by the processor, and a smaller window is drawn in less.
    { name: 'calls', testMatch: CALLS, workers: 1, use: { viewport: { width: 960, height: 600 } } },
    { name: 'desktop', testMatch: DESKTOP, workers: 1 },
    { name: 'pages', testIgnore: [CALLS, DESKTOP], fullyParallel: true },
  ],
  timeout: 90_000,
  // A machine that others share stops for seconds now and then; what comes is not waited for any longer.
  expect: { timeout: 20_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: 'out/e2e.json' }],
    ['./tests/tools/conformance-playwright-reporter.ts'],
    ['./tests/tools/failed-page-reporter.ts'],
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
