import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { requireChromium } from '../../tools/find-chromium.ts';

/** The Chromium of the end-to-end tests, with a camera and a microphone that nobody has to allow. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: requireChromium(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  });

/** A browser of one person's own. */
export const openContext = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> => {
  const context = await browser.newContext({ baseURL: url, ...options });
  await context.grantPermissions(['camera', 'microphone'], { origin: url });
  return context;
};
