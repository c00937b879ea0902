import { LANGUAGES } from '../../server/protocol/index.ts';
import { setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { wordsOf } from './scenes/words.ts';

const PATIENT_PAGE_BYTES = 300_000;
const REGIONS = { en: 'en-GB', es: 'es-ES', hi: 'hi-IN' } as const;

for (const language of LANGUAGES) {
  test(`a patient waits for less than 300 kB of scripts before the waiting room is usable (${language})`, async ({
    server,
    person,
  }) => {
    const clinic = await setUpClinic(server);
    const { invite } = await clinic.invite('Pat Alpha');
    const { page } = await person('patient', { media: false, context: { locale: REGIONS[language] } });
    // What comes ahead for later waits for a timer. Without timers, only what the page needs is asked for.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script')
        sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(invite.url);
    await expect(page.getByRole('button', { name: wordsOf(language)('patient:ready.label') })).toBeEnabled();
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`${language}: ${bytes} bytes in ${sizes.length} files`);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(PATIENT_PAGE_BYTES);
  });
}
