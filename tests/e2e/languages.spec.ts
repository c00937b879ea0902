import { DOCTOR, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { openInvitation } from './fixtures/visit.ts';

test.setTimeout(120_000);

test('[S0-Z10, S0-Z11, S0-Z12] a patient is spoken to as the browser asks, and then as they choose', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  for (const name of ['Pat Alpha', 'Sam Beta']) {
    // Who only stands in the queue needs no camera.
    const { page } = await person(name, { media: false });
    await openInvitation(page, (await clinic.invite(name)).invite.url);
  }
  const { invite } = await clinic.invite('Eva Gamma');
  const { page } = await person('patient', { media: false, context: { locale: 'es-MX' } });
  const html = page.locator('html');

  await test.step('Spanish, with the times of the region', async () => {
    await page.goto(invite.url);
    await expect(page.getByRole('heading', { name: 'Sala de espera', exact: true })).toBeVisible({
      timeout: 30_000,
    });
    await expect(html).toHaveAttribute('lang', 'es');
    await expect(page).toHaveTitle('Sala de espera – Anteroom');
    await expect(page.getByText('Hay 2 personas antes que usted.')).toBeVisible();
    await expect(page.getByText(/Su cita: \d{1,2}:\d{2}\s[ap]\.\s?m\./)).toBeVisible();
  });

  await test.step('Hindi, chosen by the keyboard', async () => {
    const language = page.getByRole('combobox', { name: 'Idioma' });
    await language.focus();
    await page.keyboard.press('ArrowDown');
    await expect(html).toHaveAttribute('lang', 'hi');
    await expect(page).toHaveTitle('वेटिंग रूम – Anteroom');
    await expect(page.getByText('आपसे पहले 2 लोग हैं।')).toBeVisible();
    await expect(page.getByText(/आपका अपॉइंटमेंट: \d{1,2}:\d{2}\s(am|pm)/)).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'भाषा' })).toBeFocused();
    const loaded = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].some(
        ({ family, status }) => family.includes('Devanagari') && status === 'loaded',
      );
    });
    expect(loaded).toBe(true);
  });

  await test.step('a reload keeps it, and no other word is seen before', async () => {
    const seen: string[] = [];
    await page.exposeFunction('sawTitle', (title: string) => seen.push(title));
    await page.addInitScript(() => {
      const report = (window as unknown as { sawTitle: (title: string) => void }).sawTitle;
      new MutationObserver(() => {
        const title = document.querySelector('h1')?.textContent;
        if (title !== undefined) report(title);
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await expect(page.getByRole('heading', { name: 'वेटिंग रूम', exact: true })).toBeVisible();
    await expect(html).toHaveAttribute('lang', 'hi');
    expect([...new Set(seen)]).toEqual(['वेटिंग रूम']);
  });
});

test('[S0-Z11] a doctor works in Spanish and changes the language in the settings', async ({
  server,
  person,
}) => {
  const clinic = await setUpClinic(server);
  const { page: doctor } = await person('doctor', { context: { locale: 'es-ES' } });

  await doctor.goto('/');
  await doctor.getByLabel('Correo electrónico').fill(DOCTOR.email);
  await doctor.getByLabel('Contraseña').fill('not the right one');
  await doctor.getByRole('button', { name: 'Iniciar sesión' }).click();
  // What the server refuses comes as a code and is said in the language of the page.
  await expect(doctor.getByText(/no corresponden a ninguna cuenta/)).toBeVisible();
  await doctor.getByLabel('Contraseña').fill(DOCTOR.password);
  await doctor.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(doctor.getByRole('button', { name: 'Nueva cita' })).toBeVisible();

  const { page: patient } = await person('patient');
  await openInvitation(patient, (await clinic.invite('Pat Alpha')).invite.url);
  await expect(doctor.getByText('Pat Alpha está esperando')).toBeVisible();

  await doctor.getByRole('link', { name: 'Ajustes' }).click();
  await doctor.getByRole('combobox', { name: 'Idioma' }).selectOption('हिन्दी');
  await expect(doctor.getByRole('link', { name: 'मरीज़' })).toBeVisible();
  await expect(doctor.getByText('Pat Alpha इंतज़ार में हैं')).toBeVisible();
  await doctor.getByRole('combobox', { name: 'भाषा' }).selectOption('सिस्टम जैसी');
  await expect(doctor.getByRole('link', { name: 'Pacientes' })).toBeVisible();
  // The patient's page kept its own.
  await expect(patient.getByRole('heading', { name: 'Waiting room', exact: true })).toBeVisible();
});
