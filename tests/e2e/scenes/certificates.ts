import type { Page } from '@playwright/test';
import type { CertificatesState } from '../../../src-preload/contract.ts';
import { SAMPLE_CERTIFICATES } from '../../support/desktop/bridge-samples.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { openHosting } from './hosting.ts';
import type { Scene, SceneGroup } from './scene.ts';
import type { Stage } from './stage.ts';

/** Scenes of the hosted clinic's address and certificates, and of what they mean for a patient in a browser. */

const NAMED: CertificatesState = {
  ...SAMPLE_CERTIFICATES,
  kind: 'acme',
  named: {
    names: ['hillside.example'],
    expiresAt: '2027-05-30T00:00:00.000Z',
    trusted: true,
    expired: false,
    keyLost: false,
  },
  acme: {
    domain: 'hillside.example',
    email: 'reception@hillside.example',
    port: 8080,
    phase: null,
    problem: null,
    nextTryAt: null,
  },
  address: {
    ...SAMPLE_CERTIFICATES.address,
    publicHost: 'hillside.example',
    publicPort: 443,
    publicUrl: 'https://hillside.example',
    browsersTrust: true,
  },
};

const acme = (changes: Partial<NonNullable<CertificatesState['acme']>>): CertificatesState => ({
  ...SAMPLE_CERTIFICATES,
  acme: { ...(NAMED.acme as NonNullable<CertificatesState['acme']>), ...changes },
});

const open = async (stage: Stage, state: CertificatesState, answers: FakeAnswers = {}): Promise<Page> =>
  openHosting(
    stage,
    'certificate',
    (page) => page.getByText(stage.words('certificates:certificate.keyName')),
    {
      'certificates:state': () => state,
      ...answers,
    },
  );

const scenes: readonly Scene[] = [
  {
    id: 'certificate-own',
    title: 'The clinic has its own certificate, of which browsers warn',
    audience: 'doctor',
    main: true,
    arrange: (stage) => open(stage, SAMPLE_CERTIFICATES),
  },
  {
    id: 'certificate-domain',
    title: 'The clinic has a certificate for its domain',
    audience: 'doctor',
    arrange: (stage) => open(stage, NAMED),
  },
  {
    id: 'certificate-moved',
    title: 'The port is another one and the certificate has expired',
    audience: 'doctor',
    arrange: (stage) =>
      open(stage, {
        ...NAMED,
        kind: 'files',
        named: {
          names: ['hillside.example'],
          expiresAt: '2027-03-01T00:00:00.000Z',
          trusted: false,
          expired: true,
          keyLost: false,
        },
        acme: null,
        address: {
          ...SAMPLE_CERTIFICATES.address,
          port: 4001,
          previousPort: 4000,
          local: [],
          publicUrl: 'https://127.0.0.1:4001',
        },
      }),
  },
  {
    id: 'certificate-router',
    title: 'The port is another one, and the router has to lead there',
    audience: 'doctor',
    arrange: (stage) =>
      open(stage, {
        ...NAMED,
        address: {
          ...NAMED.address,
          port: 4001,
          previousPort: 4000,
          local: ['https://192.168.1.20:4001'],
        },
      }),
  },
  {
    id: 'certificate-saved',
    title: 'The public address was saved',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await open(stage, SAMPLE_CERTIFICATES);
      await page.getByLabel(stage.words('certificates:address.host')).fill('hillside.example');
      await page.getByRole('button', { name: stage.words('certificates:address.save') }).click();
      await page.getByText(stage.words('certificates:address.saved')).waitFor();
      return page;
    },
  },
  {
    id: 'certificate-key-replaced',
    title: 'The clinic has a new key, and invitations have to be sent anew',
    audience: 'doctor',
    arrange: (stage) => open(stage, { ...SAMPLE_CERTIFICATES, keyReplacedAt: '2027-03-09T07:30:00.000Z' }),
  },
  {
    id: 'certificate-key-reminder',
    title: 'Whatever page is open, the administrator hears of the new key',
    audience: 'doctor',
    arrange: (stage) =>
      openHosting(
        stage,
        'relay',
        (page) => page.getByRole('link', { name: stage.words('clinicIdentity:reminder.open') }),
        {
          'certificates:state': () => ({
            ...SAMPLE_CERTIFICATES,
            keyReplacedAt: '2027-03-09T07:30:00.000Z',
          }),
        },
      ),
  },
  {
    id: 'certificate-checking',
    title: 'The issuer checks the domain',
    audience: 'doctor',
    arrange: (stage) => open(stage, acme({ phase: 'proof' })),
  },
  {
    id: 'certificate-refused',
    title: 'The issuer could not reach this computer',
    audience: 'doctor',
    arrange: (stage) => open(stage, acme({ problem: 'not_reached' })),
  },
  {
    id: 'certificate-files-wrong',
    title: 'Certificate and key do not belong together',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await open(stage, SAMPLE_CERTIFICATES, {
        'certificates:use-text': () => ({ status: 'refused', problem: 'key_mismatch' }),
      });
      await page.getByRole('button', { name: stage.words('certificates:files.paste') }).click();
      await page
        .getByLabel(stage.words('certificates:files.certificate'))
        .fill('-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ0');
      await page
        .getByLabel(stage.words('certificates:files.key'))
        .fill('-----BEGIN PRIVATE KEY-----\nMIGHAgEA');
      await page.getByRole('button', { name: stage.words('certificates:files.use') }).click();
      await page.getByText(stage.words('certificates:files.problem.key_mismatch')).waitFor();
      return page;
    },
  },
  {
    id: 'visit-app-offer',
    title: 'An invitation to a clinic that browsers do not know offers the app',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const page = await stage.page();
      await page.goto(`/visit#invite=4Jt0qVbXw8-LmZ2sKpR7yDc1&pin=${SAMPLE_CERTIFICATES.pin}`);
      await page.getByRole('link', { name: stage.words('visit:choose.app') }).waitFor();
      return page;
    },
  },
];

export const certificates: SceneGroup = { name: 'certificates', scenes };
