import { defineConfig } from '@playwright/test';
import { requireChromium } from './tools/find-chromium.ts';

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  // A call is two pages that encode and decode video; more of them at once starve each other on two cores.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: 'out/e2e.json' }],
    ['./tests/tools/conformance-playwright-reporter.ts'],
  ],
  use: {
    browserName: 'chromium',
    headless: true,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: requireChromium(),
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
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
    },
  },
});
