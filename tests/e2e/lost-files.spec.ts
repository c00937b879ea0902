import { setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { signIn } from './fixtures/visit.ts';

test('parts of the app that a poor network drops are asked for again, styles too', async ({
  server,
  person,
}) => {
  await setUpClinic(server);
  const { page: doctor } = await person('doctor');
  await signIn(doctor);
  await expect(doctor.getByRole('link', { name: 'Settings' })).toBeVisible();

  const lost = new Set<string>();
  await doctor.route(/\/assets\/.*\.(js|css)$/, async (route) => {
    const url = route.request().url();
    if (lost.has(url)) return route.fallback();
    lost.add(url);
    return route.abort('connectionreset');
  });
  await doctor.getByRole('link', { name: 'Settings' }).click();
  await expect(doctor.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await doctor.getByRole('link', { name: 'Appointments' }).click();
  await expect(doctor.getByRole('heading', { name: 'Appointments' })).toBeVisible();
  const kinds = new Set([...lost].map((url) => url.split('.').at(-1)));
  expect([...kinds].sort()).toEqual(['css', 'js']);
  const sheets = await doctor.evaluate(() => [...document.styleSheets].map(({ href }) => href));
  for (const url of lost) if (url.endsWith('.css')) expect(sheets).toContain(url);
});
