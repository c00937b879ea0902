import { defineConfig } from '@playwright/test';
import { findHeadlessShell, requireChromium } from './tools/find-chromium.ts';

/** Pages that only stand and are looked at; most of the tests. */
const SCENES = /[/\\]accessibility\.spec\.ts$/;

const launchOptions = {
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    // Both ends of a call are on this machine, which may have no other network.
    '--allow-loopback-in-peer-connection',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    // Off: it hides the host candidates behind names that need a resolver on the network.
    '--disable-features=WebRtcHideLocalIpsWithMdns',
  ],
};

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
    {
      name: 'scenes',
      testMatch: SCENES,
      fullyParallel: true,
      use: { launchOptions: { ...launchOptions, executablePath: requireChromium(findHeadlessShell) } },
    },
    { name: 'pages', testIgnore: [CALLS, SCENES], fullyParallel: true },
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
    launchOptions: { ...launchOptions, executablePath: requireChromium() },
  },
});
