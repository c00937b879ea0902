import { readFile } from 'node:fs/promises';
import jsQR from 'jsqr';
import type { Locator, Page } from '@playwright/test';
import { callRoute, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';
import { beginWaiting, signIn, startConsultation, waitingRow } from './fixtures/visit.ts';

test.setTimeout(120_000);

/** Reads the code as a phone does that is held before the screen. */
const scan = async (page: Page, code: Locator): Promise<string | undefined> => {
  const picture = (await code.screenshot()).toString('base64');
  // On a page of its own, because ours takes no picture from elsewhere.
  const blank = await page.context().newPage();
  const { pixels, width, height } = await blank.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { pixels: [...data], width: bitmap.width, height: bitmap.height };
  }, picture);
  await blank.close();
  return jsQR(Uint8ClampedArray.from(pixels), width, height)?.data;
};

/** The properties of a calendar file, unfolded, the last of a name. */
const parseCalendar = (text: string): Map<string, string> =>
  new Map(
    text
      .replaceAll(/\r\n[ \t]/g, '')
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );

for (const colorScheme of ['light', 'dark'] as const) {
  test(`an appointment for a known patient is handed over by code, e-mail and calendar file, ${colorScheme}`, async ({
    server,
    person,
  }) => {
    const { token } = await setUpClinic(server);
    const known = [
      { fullname: 'Pat Alpha', dateOfBirth: '1955-11-30' },
      { fullname: 'Pat Alpha', dateOfBirth: '1980-03-02', email: 'pat@clinic.example' },
    ];
    for (const patient of known) await callRoute(server, 'createPatient', patient, token);
    const { page } = await person('doctor', { context: { colorScheme } });
    await signIn(page);
    await page.getByRole('button', { name: 'New appointment' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Patient name').fill('alpha');
    await dialog.getByRole('option', { name: 'pat@clinic.example' }).click();
    await dialog.getByRole('button', { name: 'Create' }).click();
    const link = await dialog.getByRole('textbox', { name: 'Invitation link' }).inputValue();

    await test.step('the code says the link', async () => {
      expect(await scan(page, dialog.getByRole('img', { name: 'QR code of the invitation link' }))).toBe(
        link,
      );
    });

    await test.step('the e-mail is to the patient and has the link', async () => {
      const mail = await dialog.getByRole('link', { name: 'Write an email' }).getAttribute('href');
      expect(mail).toContain('mailto:pat@clinic.example?subject=');
      expect(decodeURIComponent(mail ?? '')).toContain(`\r\n${link}`);
      await expect(dialog.getByRole('textbox', { name: 'Text of the invitation' })).toHaveValue(
        /Hello Pat Alpha/,
      );
    });

    await test.step('the calendar file has the link for the patient, and none for the doctor', async () => {
      const save = async (item: RegExp) => {
        await dialog.getByRole('button', { name: 'Calendar file' }).click();
        const download = page.waitForEvent('download');
        await page.getByRole('menuitem', { name: item }).click();
        const file = await download;
        expect(file.suggestedFilename()).toMatch(/^visit-\d{4}-\d\d-\d\d\.ics$/);
        return parseCalendar(await readFile(await file.path(), 'utf8'));
      };
      const patients = await save(/For Pat Alpha/);
      expect(patients.get('URL')).toBe(link);
      expect(patients.get('DTSTART')).toMatch(/^\d{8}T\d{6}Z$/);
      expect(patients.get('DURATION')).toBe('PT20M');
      const own = await save(/For yourself/);
      expect(own.get('SUMMARY')).toBe('Video visit: P. A.');
      expect([...own.values()].join()).not.toContain('invite=');
    });

    await dialog.getByRole('button', { name: 'Done' }).click();
    const { data } = await callRoute(server, 'listPatients', {}, token);
    expect(data.patients).toHaveLength(2);
  });
}

test('after the visit the doctor writes its summary, which a reload keeps, and books a follow-up', async ({
  server,
  person,
}) => {
  const { clinic, doctor, patient } = await beginWaiting(server, person);
  await expect(waitingRow(doctor, 'Pat Alpha')).toBeVisible();
  await startConsultation(doctor, 'Pat Alpha');
  await expect(patient.getByRole('region', { name: 'Consultation' })).toBeVisible();
  const notes = doctor.getByRole('textbox', { name: 'Notes' });

  await test.step('notes are begun in the call, beside the picture; the patient has none', async () => {
    await doctor.getByRole('button', { name: /^Notes/ }).click();
    await notes.fill('Sleeps badly.');
    await expect(doctor.getByText(/^Saved /)).toBeVisible();
    await expect(doctor.getByLabel('Remote video')).toBeVisible();
    await expect(patient.getByRole('button', { name: /^Notes/ })).toHaveCount(0);
  });

  await test.step('the end of the visit leads to its summary', async () => {
    await doctor.getByRole('button', { name: 'End call' }).click();
    await expect(doctor.getByRole('heading', { name: 'Visit of Pat Alpha' })).toBeVisible();
    await expect(doctor.getByText('Ended', { exact: true })).toBeVisible();
    await expect(notes).toHaveValue('Sleeps badly.');
  });

  await test.step('what is written is there after a reload', async () => {
    await notes.fill('Sleeps badly.\nNo caffeine after noon.');
    await expect(doctor.getByText('Not saved yet')).toBeVisible();
    await expect(doctor.getByText(/^Saved /)).toBeVisible();
    await doctor.reload();
    await expect(notes).toHaveValue('Sleeps badly.\nNo caffeine after noon.');
  });

  await test.step('what is written without a connection is saved when it is back', async () => {
    await doctor.context().setOffline(true);
    await notes.fill('Written offline.');
    await expect(doctor.getByText('Not saved', { exact: true })).toBeVisible();
    await doctor.context().setOffline(false);
    await expect(doctor.getByText(/^Saved /)).toBeVisible({ timeout: 30_000 });
    await doctor.reload();
    await expect(notes).toHaveValue('Written offline.');
  });

  await test.step('a follow-up appointment is made for the same patient', async () => {
    await doctor.getByRole('button', { name: 'New appointment' }).click();
    const dialog = doctor.getByRole('dialog');
    await expect(dialog.getByRole('group', { name: /Pat Alpha/ })).toBeVisible();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Invitation link' })).toHaveValue(/#invite=/);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expect(doctor.getByRole('link', { name: /Scheduled/ })).toBeVisible();
    const { data } = await callRoute(server, 'listAppointments', {}, clinic.token);
    const [visit, followUp] = data.appointments;
    expect(followUp).toMatchObject({ followUpOf: visit?.id, patientId: visit?.patientId });
  });

  await test.step('the summary stays with the appointment', async () => {
    await doctor.getByRole('link', { name: 'Back to the waiting rooms' }).click();
    await doctor.getByRole('link', { name: 'Visit summary' }).click();
    await expect(notes).toHaveValue('Written offline.');
  });
});
