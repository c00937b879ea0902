import { act, cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { Appointment } from '../../server/protocol/index.ts';
import type { CertificatesState } from '../../src-preload/contract.ts';
import { CertificatePage } from '../../src-renderer/features/hosting/certificate-page.tsx';
import { SAMPLE_CERTIFICATES } from '../support/desktop/bridge-samples.ts';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { appointment, doctor, sessionAnswer } from './support/fixtures.ts';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

afterEach(cleanup);

const show = async (
  state: CertificatesState = SAMPLE_CERTIFICATES,
  answers: FakeAnswers = {},
  routes: FakeRoutes = {},
) => {
  const fake = createFakeBridge({ 'certificates:state': () => state, ...answers });
  const opened: string[] = [];
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer({ user: doctor }) }),
    ...routes,
  });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'secret' });
  const platform = {
    ...services.platform,
    kind: 'desktop' as const,
    desktop: fake.bridge,
    openExternal: async (url: string) => void opened.push(url),
  };
  await renderApp(<CertificatePage />, { services: { ...services, platform } });
  const asked = (call: string) => fake.calls.filter((each) => each.call === call).map(({ input }) => input);
  return { ...fake, asked, opened, user: userEvent.setup() };
};

const card = async (name: string) => within(await screen.findByRole('region', { name }));

const named = (
  changes: Partial<NonNullable<CertificatesState['named']>>,
  browsersTrust: boolean,
): CertificatesState => ({
  ...SAMPLE_CERTIFICATES,
  kind: 'files',
  named: {
    names: ['clinic.example'],
    expiresAt: '2028-01-05T00:00:00.000Z',
    trusted: true,
    expired: false,
    keyLost: false,
    ...changes,
  },
  address: { ...SAMPLE_CERTIFICATES.address, browsersTrust },
});

describe('what the certificate means for patients', () => {
  it.each<[string, CertificatesState, RegExp]>([
    ['the own one', SAMPLE_CERTIFICATES, /recommend the Anteroom app/],
    ['a trusted one', named({}, true), /Patients come in with the app or with any browser/],
    [
      'a trusted one at another address',
      named({}, false),
      /Set the public address to the certificate's name/,
    ],
    ['one that browsers do not trust', named({ trusted: false }, false), /Browsers do not trust it/],
    ['one that has expired', named({ trusted: false, expired: true }, false), /It has expired/],
  ])('is said of %s', async (_name, state, words) => {
    await show(state);
    expect((await card('Certificate')).getByText(words)).not.toBeNull();
  });

  it('is said anew when the main process tells of a change', async () => {
    const { push } = await show();
    const certificate = await card('Certificate');
    act(() => push('certificates:changed', named({}, true)));
    expect(certificate.getByText(/with any browser/)).not.toBeNull();
    expect(certificate.getByText(/January 5, 2028/)).not.toBeNull();
  });
});

describe('a key that was replaced', () => {
  const REPLACED: CertificatesState = { ...SAMPLE_CERTIFICATES, keyReplacedAt: '2027-03-09T08:00:00.000Z' };
  const visit = (changes: Partial<Appointment>): Appointment => ({
    ...appointment({ status: 'scheduled', createdAt: '2027-03-01T08:00:00.000Z' }),
    ...changes,
  });

  it('names whose invitations name the old one, until they are sent', async () => {
    const { user, asked, push } = await show(
      REPLACED,
      {},
      {
        'GET /api/appointments': () => ({
          json: {
            success: true,
            data: {
              appointments: [
                visit({ id: 'a', patientName: 'Pat Alpha' }),
                visit({ id: 'b', patientName: 'Sam Beta', status: 'waiting' }),
                visit({ id: 'c', patientName: 'Zoe Gamma', status: 'cancelled' }),
                visit({ id: 'd', patientName: 'Lee Delta', createdAt: '2027-03-10T08:00:00.000Z' }),
              ],
            },
          },
        }),
      },
    );
    const replaced = await card('The clinic has a new key');
    const names = (await replaced.findAllByRole('listitem')).map(({ textContent }) => textContent);
    expect(names).toEqual([expect.stringContaining('Pat Alpha'), expect.stringContaining('Sam Beta')]);
    expect(replaced.getByRole('link', { name: 'Open the appointments' }).getAttribute('href')).toBe(
      '/appointments',
    );
    await user.click(replaced.getByRole('button', { name: 'The invitations are sent' }));
    expect(asked('certificates:key-announced')).toEqual([undefined]);
    act(() => push('certificates:changed', SAMPLE_CERTIFICATES));
    expect(screen.queryByRole('region', { name: 'The clinic has a new key' })).toBeNull();
  });

  it('says when nobody is invited, or when that cannot be told', async () => {
    const empty = { json: { success: true, data: { appointments: [] } } };
    let works = false;
    const { user } = await show(
      REPLACED,
      {},
      {
        'GET /api/appointments': () =>
          works ? empty : { status: 500, json: { success: false, message: 'x' } },
      },
    );
    const replaced = await card('The clinic has a new key');
    await replaced.findByText(/can't be loaded/);
    works = true;
    await user.click(replaced.getByRole('button', { name: 'Try again' }));
    expect(await replaced.findByText(/No visit of yours is still to come/)).not.toBeNull();
  });

  it('of the certificate’s own is said, too', async () => {
    await show(named({ keyLost: true }, false));
    expect((await card('Certificate')).getByText(/can't read the key of this certificate/)).not.toBeNull();
  });
});

describe('the address', () => {
  it('is shown, with what is wrong with it', async () => {
    await show({
      ...SAMPLE_CERTIFICATES,
      address: {
        ...SAMPLE_CERTIFICATES.address,
        port: 4001,
        previousPort: 4000,
        publicUrl: 'https://192.168.1.20:4001',
        local: [],
      },
    });
    const address = await card('Address in invitations');
    expect(address.getByText('https://192.168.1.20:4001')).not.toBeNull();
    expect(
      address.getByText(/Another program uses port 4000, so the clinic uses port 4001 now/),
    ).not.toBeNull();
    expect(address.getByText(/no network right now/)).not.toBeNull();
  });

  it('says what to change in a router that leads to the port before', async () => {
    await show({
      ...SAMPLE_CERTIFICATES,
      address: {
        ...SAMPLE_CERTIFICATES.address,
        port: 4001,
        previousPort: 4000,
        publicUrl: 'https://clinic.example',
      },
    });
    const address = await card('Address in invitations');
    expect(address.getByText(/In your router, lead port 443 to port 4001 of this computer/)).not.toBeNull();
  });

  it('says why the port is not the usual one', async () => {
    await show({ ...SAMPLE_CERTIFICATES, address: { ...SAMPLE_CERTIFICATES.address, port: 4003 } });
    const address = await card('Address in invitations');
    expect(address.getByText(/used port 4000 .* uses port 4003 and stays there/)).not.toBeNull();
  });

  it('is changed only to something that can be one', async () => {
    const { user, asked } = await show();
    const address = await card('Address in invitations');
    await user.type(address.getByLabelText('Public address'), 'https://clinic.example');
    await user.type(address.getByLabelText('Public port'), '443.5');
    await user.click(address.getByRole('button', { name: 'Save address' }));
    expect(address.getByText(/Write a name such as/)).not.toBeNull();
    expect(address.getByText(/A whole number from 1/)).not.toBeNull();
    expect(asked('certificates:set-address')).toEqual([]);

    await user.clear(address.getByLabelText('Public address'));
    await user.type(address.getByLabelText('Public address'), ' Clinic.example ');
    await user.clear(address.getByLabelText('Public port'));
    await user.type(address.getByLabelText('Public port'), '443');
    await user.click(address.getByRole('button', { name: 'Save address' }));
    expect(asked('certificates:set-address')).toEqual([{ host: 'clinic.example', port: 443 }]);
    expect(await screen.findByText(/New invitations carry this address/)).not.toBeNull();
  });

  const choose = async (typed: string) => {
    const { user, asked } = await show();
    const address = await card('Address in invitations');
    await user.click(address.getByLabelText('Public address'));
    await user.paste(typed);
    await user.click(address.getByRole('button', { name: 'Save address' }));
    return { address, asked };
  };

  it.each([
    ['2001:DB8::1', '[2001:db8::1]'],
    ['[2001:db8::1]', '[2001:db8::1]'],
    ['clinic.example.', 'clinic.example'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['192.168.1.20', '192.168.1.20'],
  ])('is taken as people write it: %s', async (typed, host) => {
    const { asked } = await choose(typed);
    expect(asked('certificates:set-address')).toEqual([{ host, port: null }]);
  });

  it.each([
    'clinic.example:8443',
    '[2001:db8::1]:8443',
    '1.2.3',
    'clinic.example/visit',
    'münchen.example:443',
  ])('is a host alone: %s', async (typed) => {
    const { address, asked } = await choose(typed);
    expect(address.getByText(/Write a name such as/)).not.toBeNull();
    expect(asked('certificates:set-address')).toEqual([]);
  });
});

describe('certificate files', () => {
  it('are asked for in the system’s dialog, and what is wrong with them is explained', async () => {
    const { user } = await show(SAMPLE_CERTIFICATES, {
      'certificates:choose-files': () => ({ status: 'refused', problem: 'chain_incomplete' }),
    });
    const files = await card('Use certificate files');
    await user.click(files.getByRole('button', { name: 'Choose files' }));
    expect((await files.findByRole('alert')).textContent).toContain('fullchain');
  });

  it('can be pasted, and the key does not stay on the screen', async () => {
    const { user, asked } = await show();
    const files = await card('Use certificate files');
    await user.click(files.getByRole('button', { name: 'Paste text instead' }));
    const key = files.getByLabelText('Private key');
    await user.type(files.getByLabelText('Certificate and chain'), 'certificate');
    await user.type(key, 'key');
    await user.click(files.getByRole('button', { name: 'Use this certificate' }));
    expect(asked('certificates:use-text')).toEqual([{ certificate: 'certificate', key: 'key' }]);
    expect(await screen.findByText('The clinic uses this certificate now.')).not.toBeNull();
    expect(files.queryByLabelText('Private key')).toBeNull();
    await user.click(files.getByRole('button', { name: 'Paste text instead' }));
    expect(files.getByLabelText<HTMLTextAreaElement>('Private key').value).toBe('');
  });
});

describe('a certificate from an issuer', () => {
  it('is asked for after the terms were agreed to, and not before', async () => {
    const { user, asked, opened } = await show();
    const acme = await card('Get a certificate for a domain');
    expect(asked('certificates:terms'), 'nobody is asked before somebody wants to know').toEqual([]);
    await user.click(acme.getByRole('button', { name: 'Get certificate' }));
    expect(acme.getByText(/Write the whole domain/)).not.toBeNull();
    expect(acme.getByText(/Without your agreement/)).not.toBeNull();
    await user.click(acme.getByRole('button', { name: 'Read the terms' }));
    expect(opened).toEqual(['https://issuer.example/terms']);

    await user.type(acme.getByLabelText('Domain'), 'Clinic.example');
    await user.type(acme.getByLabelText('Email for the issuer'), 'ada@clinic.example');
    await user.click(acme.getByLabelText('I agree to the terms of the issuer'));
    await user.click(acme.getByRole('button', { name: 'Get certificate' }));
    expect(asked('certificates:obtain')).toEqual([
      { domain: 'clinic.example', email: 'ada@clinic.example', port: 80 },
    ]);
    expect(await screen.findByText('The clinic has a certificate for clinic.example now.')).not.toBeNull();
  });

  it('shows how far it is, what went wrong and when it is tried again', async () => {
    const acme = {
      domain: 'clinic.example',
      email: 'ada@clinic.example',
      port: 80,
      phase: 'proof' as const,
      problem: null,
      nextTryAt: null,
    };
    const { push } = await show({ ...SAMPLE_CERTIFICATES, acme });
    const section = await card('Get a certificate for a domain');
    expect(section.getByText(/The issuer checks that the domain leads/)).not.toBeNull();
    expect(section.getByRole<HTMLButtonElement>('button', { name: 'Get certificate' }).disabled).toBe(true);
    act(() =>
      push('certificates:changed', {
        ...SAMPLE_CERTIFICATES,
        acme: { ...acme, phase: null, problem: 'not_reached', nextTryAt: '2030-01-05T10:00:00.000Z' },
      }),
    );
    expect(section.getByRole('alert').textContent).toMatch(/router leads port 80.*tries again by itself/s);
    expect(section.getByRole('button', { name: 'Try again' })).not.toBeNull();
  });
});

it('a main process that does not answer is said so, and asked again', async () => {
  let answers = 0;
  const { user } = await show(SAMPLE_CERTIFICATES, {
    'certificates:state': () => {
      answers += 1;
      if (answers === 1) throw new Error('not now');
      return SAMPLE_CERTIFICATES;
    },
  });
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('region', { name: 'Certificate' })).not.toBeNull();
});
