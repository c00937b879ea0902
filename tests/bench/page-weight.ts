import type { Page } from '@playwright/test';
import { LANGUAGES, type Language } from '../../server/protocol/index.ts';
import { startBuiltServer } from '../e2e/fixtures/built-server.ts';
import { setUpClinic } from '../e2e/fixtures/clinic.ts';
import { wordsOf } from '../e2e/scenes/words.ts';
import { told, type BenchOutcome, type BenchPart } from './bench-part.ts';
import { openBrowser, openContext } from './browser.ts';

const REGIONS: Record<Language, string> = { en: 'en-GB', es: 'es-ES', hi: 'hi-IN' };
const BUDGET_KB = 300;
const LATER_MS = 60_000;

/** Bytes of scripts, as they come over the line, before the patient can say "I'm ready". */
const loadWaitingRoom = async (page: Page, link: string, language: Language): Promise<number> => {
  // What comes ahead for later waits for a timer. Without timers, only what the page needs is asked for.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + LATER_MS);
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() !== 'script') return;
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(link);
  const ready = page.getByRole('button', { name: wordsOf(language)('patient:ready.label'), disabled: false });
  await ready.waitFor();
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

const run = async (): Promise<BenchOutcome> => {
  const server = await startBuiltServer();
  const browser = await openBrowser();
  try {
    const clinic = await setUpClinic(server);
    const rows = [];
    for (const language of LANGUAGES) {
      const { invite } = await clinic.invite('Pat Alpha');
      const context = await openContext(browser, server.url, { locale: REGIONS[language] });
      const bytes = await loadWaitingRoom(await context.newPage(), invite.url, language);
      await context.close();
      rows.push(
        told({
          subject: `Scripts before the waiting room is usable (${language})`,
          unit: 'kB',
          ours: bytes / 1000,
          budget: { most: BUDGET_KB },
        }),
      );
    }
    return {
      rows,
      notes: [
        'Compressed JavaScript as it comes over the line, from opening the invitation in a browser that has nothing yet until “I’m ready” can be pressed.',
      ],
    };
  } finally {
    await browser.close();
    await server.dispose();
  }
};

/** What a patient's browser loads before the waiting room is usable. */
export const pageWeight: BenchPart = {
  name: 'page-weight',
  title: 'Weight of the patient’s page',
  pinned: false,
  run,
};
