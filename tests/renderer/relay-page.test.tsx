import { cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import {
  RELAY_ADDRESS_FAULTS,
  RELAY_FINDINGS,
  RELAY_SECRET_FAULTS,
  type RelayState,
  type TestedRelay,
} from '../../src-preload/contract.ts';
import { RelayPage } from '../../src-renderer/features/hosting/relay/relay-page.tsx';
import texts from '../../src-renderer/i18n/en/doctor/relay.json';
import { SAMPLE_RELAY } from '../support/desktop/bridge-samples.ts';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

afterEach(cleanup);

const NONE: RelayState = { addresses: [], secret: 'none' };

const show = async (state: RelayState, answers: FakeAnswers = {}) => {
  const fake = createFakeBridge({ 'relay:state': () => state, ...answers });
  const services = createTestServices({});
  const platform = { ...services.platform, kind: 'desktop' as const, desktop: fake.bridge };
  await renderApp(<RelayPage />, { services: { ...services, platform } });
  await screen.findByRole('region', { name: 'Addresses and secret' });
  const asked = (call: string) => fake.calls.filter((each) => each.call === call).map(({ input }) => input);
  return { asked, user: userEvent.setup() };
};

const address = (number: number) =>
  screen.getByRole<HTMLInputElement>('textbox', { name: `Address ${number}` });
const secret = () => screen.getByLabelText<HTMLInputElement>('Shared secret');
const save = () => screen.getByRole('button', { name: 'Save and test' });
const region = (name: string) => within(screen.getByRole('region', { name }));

it('has words for every fault and every finding', () => {
  expect(Object.keys(texts.fault).toSorted()).toEqual([...RELAY_ADDRESS_FAULTS].toSorted());
  expect(Object.keys(texts.secretFault).toSorted()).toEqual([...RELAY_SECRET_FAULTS].toSorted());
  expect(Object.keys(texts.test.finding).toSorted()).toEqual([...RELAY_FINDINGS].toSorted());
});

describe('a clinic without a relay', () => {
  it('says when one is needed, and has nothing to test', async () => {
    await show(NONE);
    const about = region('Relay for calls');
    expect(about.getByText(/no STUN server and no relay yet/)).toBeDefined();
    expect(about.getByText(/In the same network.*they need nothing/)).toBeDefined();
    expect(about.getByText(/about one call in ten.*only a relay/)).toBeDefined();
    expect(screen.queryByRole('region', { name: 'Test' })).toBeNull();
  });

  it('gets one, which is tested at once; the secret does not stay on the screen', async () => {
    const { user, asked } = await show(NONE);
    await user.type(address(1), SAMPLE_RELAY.addresses[1] ?? '');
    await user.click(screen.getByRole('button', { name: 'Add an address' }));
    expect(document.activeElement).toBe(address(2));
    await user.type(secret(), 'shared');
    await user.click(save());
    expect(asked('relay:save')).toEqual([{ addresses: [SAMPLE_RELAY.addresses[1]], secret: 'shared' }]);
    const test = within(await screen.findByRole('region', { name: 'Test' }));
    expect(await test.findByText('The address works.')).toBeDefined();
    expect(asked('relay:test')).toHaveLength(1);
    expect(secret().value).toBe('');
    expect(screen.getByText(/A secret is kept/)).toBeDefined();
    expect(region('Relay for calls').getByText(/The clinic has a relay/)).toBeDefined();
  });

  it('takes a list that is pasted as one address a line', async () => {
    const { user } = await show(NONE);
    await user.click(address(1));
    await user.paste('turn:a.example\nturn:a.example?transport=tcp\r\n\nturns:a.example:443\n');
    expect([1, 2, 3].map((number) => address(number).value)).toEqual([
      'turn:a.example',
      'turn:a.example?transport=tcp',
      'turns:a.example:443',
    ]);
  });
});

describe('what is wrong', () => {
  it('stands at its line, and the keyboard goes there', async () => {
    const { user, asked } = await show(NONE, {
      'relay:save': () => ({ status: 'refused', addresses: [null, 'kind'], secret: null }),
    });
    await user.type(address(1), 'stun:turn.example');
    await user.click(screen.getByRole('button', { name: 'Add an address' }));
    await user.click(screen.getByRole('button', { name: 'Add an address' }));
    await user.type(address(3), 'turn.example');
    await user.click(save());
    expect(asked('relay:save')).toEqual([{ addresses: ['stun:turn.example', 'turn.example'], secret: null }]);
    const wrong = address(3);
    expect(wrong.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(wrong);
    expect(screen.getAllByText(/Begin with turn:, turns: or stun:/)).toHaveLength(1);
    expect(asked('relay:test')).toEqual([]);
    await user.type(wrong, 's');
    expect(wrong.getAttribute('aria-invalid')).not.toBe('true');
  });

  it('stands at the secret', async () => {
    const { user } = await show(NONE, {
      'relay:save': () => ({ status: 'refused', addresses: [null], secret: 'missing' }),
    });
    await user.type(address(1), 'turn:turn.example');
    await user.click(save());
    expect(screen.getByText(/lets nobody in without the secret/)).toBeDefined();
    expect(document.activeElement).toBe(secret());
  });

  it('is that the app could not save, or that its secret cannot be read any more', async () => {
    const { user } = await show(
      { ...SAMPLE_RELAY, secret: 'unreadable' },
      { 'relay:save': () => Promise.reject(new Error('failed')) },
    );
    expect(screen.getByText(/can't read the relay's secret any more/)).toBeDefined();
    await user.click(save());
    expect(await screen.findByText(/Nothing has changed/)).toBeDefined();
  });

  it('is that calls go through a relay alone and there is none', async () => {
    const fake = createFakeBridge({ 'relay:state': () => NONE });
    const services = createTestServices({
      'POST /auth/login': () => ({ json: sessionAnswer({ user: doctor }) }),
      'GET /api/clinic/settings': () => ({
        json: {
          success: true,
          data: {
            settings: {
              name: 'Clinic',
              openingHours: {
                monday: [],
                tuesday: [],
                wednesday: [],
                thursday: [],
                friday: [],
                saturday: [],
                sunday: [],
              },
              timeZone: null,
              emergencyNumber: null,
              shows: { position: true, expectedWait: true, presence: true },
              relayOnly: true,
            },
            logo: null,
            relayAvailable: false,
          },
        },
      }),
    });
    const platform = { ...services.platform, kind: 'desktop' as const, desktop: fake.bridge };
    await services.session.signIn({ email: 'ada@clinic.test', password: 'secret' });
    await renderApp(<RelayPage />, { services: { ...services, platform } });
    expect(await screen.findByText(/no call comes about/)).toBeDefined();
  });
});

describe('the test', () => {
  const tested: TestedRelay[] = [
    { address: 'stun:a.example', kind: 'stun', transport: 'udp', finding: 'works', roundTripMs: 12 },
    { address: 'turn:a.example', kind: 'turn', transport: 'udp', finding: 'refused', roundTripMs: null },
    {
      address: 'turn:a.example?transport=tcp',
      kind: 'turn',
      transport: 'tcp',
      finding: 'unreachable',
      roundTripMs: null,
    },
  ];

  it('says of each address what it is worth and what to do, and which way is missing', async () => {
    const { user } = await show(SAMPLE_RELAY, { 'relay:test': () => ({ tested }) });
    const test = region('Test');
    await user.click(test.getByRole('button', { name: 'Test it' }));
    expect(await test.findByText('1 of 3 addresses work.')).toBeDefined();
    const lines = test.getAllByRole('listitem').map((line) => line.textContent);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('STUN: works (12 ms)stun:a.example');
    expect(lines[1]).toMatch(/^Relay by UDP: refuses the secret.*Enter the relay's/);
    expect(lines[2]).toMatch(/^Relay by TCP: does not answer.*ask whoever runs it/);
    expect(lines[3]).toMatch(/no address by TLS/);
  });

  it('can fail itself, and be tried again', async () => {
    let works = false;
    const { user } = await show(SAMPLE_RELAY, {
      'relay:test': () => (works ? { tested } : Promise.reject(new Error('failed'))),
    });
    const test = region('Test');
    await user.click(test.getByRole('button', { name: 'Test it' }));
    expect((await test.findByRole('alert')).textContent).toMatch(/could not run the test/);
    works = true;
    await user.click(test.getByRole('button', { name: 'Test it' }));
    expect(await test.findByText('1 of 3 addresses work.')).toBeDefined();
  });
});

it('takes an address away, and with the last one the test', async () => {
  const { user, asked } = await show(SAMPLE_RELAY, {
    'relay:save': () => ({ status: 'saved', state: NONE }),
  });
  for (let left = SAMPLE_RELAY.addresses.length; left > 0; left -= 1) {
    await user.click(screen.getByRole('button', { name: 'Remove address 1' }));
  }
  expect(address(1).value).toBe('');
  await user.click(save());
  expect(asked('relay:save')).toEqual([{ addresses: [], secret: null }]);
  expect(await screen.findByText(/no STUN server and no relay yet/)).toBeDefined();
  expect(screen.queryByRole('region', { name: 'Test' })).toBeNull();
  expect(asked('relay:test')).toEqual([]);
});
