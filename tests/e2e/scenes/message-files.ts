import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { ChatFile } from '../../../server/protocol/index.ts';
import type { BuiltServer } from '../fixtures/built-server.ts';
import { callRoute } from '../fixtures/clinic.ts';
import { formOf, pdf, readablePdf, WEBM, type SentFile } from '../../support/files.ts';
import { PASSWORD, type Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { REFUSED } from './shims.ts';
import type { PageOptions, Stage } from './stage.ts';

/** Scenes of files and voice messages. */

const PLAN = readablePdf([
  'Skin care plan for Grace Hopkins',
  'Wash with cool water, twice a day.',
  'Use the cream in the evening, for seven days.',
]);

type Known = { doctor: Doctor; patient: { id: string; email: string } };

/** A wrist with a rash, as somebody photographs it. */
const photo = (): Promise<Buffer> =>
  sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900">
      <rect width="1200" height="900" fill="#c9d6df"/>
      <path d="M-40 620 C300 480 700 420 1260 380 L1260 720 C760 760 320 840 -40 900 Z" fill="#d9a184"/>
      <g fill="#b5483f" opacity="0.75">
        <circle cx="520" cy="610" r="26"/><circle cx="590" cy="580" r="18"/><circle cx="610" cy="650" r="30"/>
        <circle cx="690" cy="600" r="22"/><circle cx="470" cy="670" r="16"/><circle cx="740" cy="660" r="14"/>
      </g></svg>`),
  )
    .jpeg({ quality: 60 })
    .toBuffer();

const send = async (
  server: BuiltServer,
  { token, to, asDoctor }: { token: string; to: string; asDoctor: boolean },
  file: SentFile,
  content: string = file.name,
): Promise<void> => {
  const response = await fetch(`${server.url}/api/files?receiverId=${to}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: formOf(file),
  });
  const { data } = (await response.json()) as { data: { file: ChatFile } };
  const { url, name, type } = data.file;
  const { io } = await import('socket.io-client');
  const socket = io(server.url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token, userType: asDoctor ? 'doctor' : 'patient' },
  });
  await socket.timeout(5_000).emitWithAck('send_message', {
    receiverId: to,
    content,
    messageType: type.startsWith('image/') ? 'image' : 'file',
    fileUrl: url,
    fileName: name,
  });
  socket.disconnect();
};

/** A patient who has sent a photo, a letter and a recording, and got a document back. */
const known = (stage: Stage): Promise<Known> =>
  stage.shared('message-files', async (shared) => {
    const doctor = await shared.doctor();
    const email = shared.email('Grace Hopkins');
    const { patientId } = await doctor.invite('Grace Hopkins', {}, { email, password: PASSWORD });
    const { server } = shared;
    const { token } = await callRoute(server, 'login', { email, password: PASSWORD });
    const { user } = await callRoute(server, 'login', { email: doctor.email, password: PASSWORD });
    const grace = { token, to: user.id, asDoctor: false };
    const own = { token: doctor.token, to: patientId, asDoctor: true };
    await send(
      server,
      grace,
      { bytes: await photo(), name: 'wrist.jpg' },
      'It looks like this since Monday.',
    );
    await send(server, grace, { bytes: pdf(182_000), name: 'Letter from the hospital.pdf' });
    await send(server, own, { bytes: PLAN, name: 'Skin care plan.pdf' }, 'Please begin with this.');
    await send(server, grace, { bytes: WEBM, name: 'Voice message 2027-03-09 09.20 (0.04).webm' });
    return { doctor, patient: { id: patientId, email } };
  });

const openAsDoctor = async (stage: Stage, options: PageOptions = {}): Promise<Page> => {
  const { doctor, patient } = await known(stage);
  const page = await stage.page({ ...options, as: doctor });
  await page.goto(`/messages/${patient.id}`);
  await expect(page.getByText('Skin care plan.pdf')).toBeVisible();
  return page;
};

const openAsGrace = async (stage: Stage, options: PageOptions = {}): Promise<Page> => {
  const { patient } = await known(stage);
  const page = await stage.page({ ...options, as: patient });
  await page.goto('/conversations');
  await page.getByRole('link', { name: /Okafor/ }).click();
  await expect(page.getByText('Skin care plan.pdf')).toBeVisible();
  return page;
};

const pick = async (page: Page): Promise<void> =>
  page.locator('input[type=file]').setInputFiles([
    { name: 'wrist today.jpg', mimeType: 'image/jpeg', buffer: await photo() },
    { name: 'Laboratory values.pdf', mimeType: 'application/pdf', buffer: pdf(820_000) },
  ]);

const record = (stage: Stage, page: Page) =>
  page.getByRole('button', { name: stage.words('files:voice.begin') }).click();

const scenes: readonly Scene[] = [
  {
    id: 'messages-files',
    title: 'A photo, documents and a voice message in a conversation',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(stage);
      const picture = page.getByRole('button', { name: /wrist\.jpg/ });
      await picture.scrollIntoViewIfNeeded();
      await expect(picture.locator('img')).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-picture',
    title: 'A photo is opened large',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAsGrace(stage);
      const picture = page.getByRole('button', { name: /wrist\.jpg/ });
      // It stands above what is seen at first, and comes when it is scrolled to: a press meanwhile may miss it.
      await picture.scrollIntoViewIfNeeded();
      await expect(picture.locator('img')).toBeVisible();
      const dialog = page.getByRole('dialog');
      await expect(async () => {
        if ((await dialog.count()) === 0) await picture.click();
        await expect(dialog.locator('img:not([data-small])')).toBeVisible({ timeout: 2_000 });
      }).toPass();
      return page;
    },
  },
  {
    id: 'messages-pdf',
    title: 'A document is opened',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAsGrace(stage);
      await page
        .getByRole('button', { name: stage.words('files:pdf.open', { name: 'Skin care plan.pdf' }) })
        .click();
      await expect(page.getByRole('dialog').locator('section')).toContainText('cool water');
      return page;
    },
  },
  {
    id: 'messages-attaching',
    title: 'Files are looked at before they are sent',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAsGrace(stage);
      await pick(page);
      await page
        .locator('input[type=file]')
        .setInputFiles([{ name: 'tracker.html', mimeType: 'text/html', buffer: Buffer.from('<p>') }]);
      await expect(page.getByText('tracker.html')).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-uploading',
    title: 'A file is on its way, another one waits for its turn',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAsGrace(stage);
      // The third part never arrives.
      let parts = 0;
      await page.route('**/api/uploads/*', async (route) => {
        parts += 1;
        if (parts <= 2) await route.fallback();
      });
      await page.locator('input[type=file]').setInputFiles([
        { name: 'Laboratory values.pdf', mimeType: 'application/pdf', buffer: pdf(820_000) },
        { name: 'wrist today.jpg', mimeType: 'image/jpeg', buffer: await photo() },
      ]);
      await page.getByRole('button', { name: stage.words('roomChat:send'), exact: true }).click();
      await expect(page.getByRole('progressbar').first()).toHaveAttribute('aria-valuenow', /^2[34]/);
      return page;
    },
  },
  {
    id: 'messages-recording',
    title: 'A voice message is recorded',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAsGrace(stage);
      await record(stage, page);
      await expect(page.getByRole('button', { name: stage.words('files:voice.stop') })).toBeEnabled();
      return page;
    },
  },
  {
    id: 'messages-recorded',
    title: 'A voice message can be heard before it is sent',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAsGrace(stage);
      await record(stage, page);
      await page.getByRole('button', { name: stage.words('files:voice.stop') }).click();
      await expect(page.getByRole('button', { name: stage.words('files:voice.send') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-voice-refused',
    title: 'The browser may not use the microphone for a voice message',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAsGrace(stage, { media: { permission: 'denied', audio: REFUSED } });
      await record(stage, page);
      await expect(page.getByText(stage.words('files:voice.refused'))).toBeVisible();
      return page;
    },
  },
];

export const messageFiles: SceneGroup = { name: 'message-files', scenes };
