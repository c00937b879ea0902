import { act, cleanup, screen, within, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { formatAppLink } from '../../server/protocol/index.ts';
import type { CurrentClinic, JoinOutcome } from '../../src-preload/contract.ts';
import { JoinPage } from '../../src-renderer/features/join/join-page.tsx';
import type { Failure } from '../../src-renderer/features/help-code/failures.ts';
import { KeyChangedGate } from '../../src-renderer/features/join/key-changed-gate.tsx';
import { LinkPrompt } from '../../src-renderer/features/join/link-prompt.tsx';
import { SAMPLE_CLINIC } from '../support/desktop/bridge-samples.ts';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { doctor } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const LINK = { host: '192.168.1.20:4000', pin: 'a'.repeat(43), code: 'code-of-an-invitation' };

const NONE: CurrentClinic = { clinic: null, keyChanged: false };

const open = async (
  answers: FakeAnswers = {},
  { path = '/join', joined = NONE }: { path?: string; joined?: CurrentClinic } = {},
) => {
  const fake = createFakeBridge(answers);
  const services = createTestServices({});
  const current = createStore<CurrentClinic>(() => joined);
  const tokenKeeping = createStore<'safe' | 'memory'>(() => 'safe');
  const platform = { ...services.platform, desktop: fake.bridge, joined: { current, tokenKeeping } };
  await renderApp(
    <>
      <LinkPrompt />
      <KeyChangedGate>
        <Routes>
          <Route path="join" element={<JoinPage />} />
          <Route path="visit" element={<h1>Visit</h1>} />
          <Route path="consultation/:id" element={<h1>Call</h1>} />
          <Route path="*" element={<h1>Elsewhere</h1>} />
        </Routes>
      </KeyChangedGate>
    </>,
    { services: { ...services, platform }, path },
  );
  const names = () => fake.calls.map(({ call }) => call);
  return { fake, services, current, tokenKeeping, names, user: userEvent.setup() };
};

const button = (name: string) => screen.findByRole('button', { name });
const heading = (name: string) => screen.findByRole('heading', { name });

afterEach(cleanup);

describe('joining a clinic', () => {
  it('contacts nobody before the person agrees, then joins what was pasted', async () => {
    const { fake, names, user } = await open();
    const focused = await screen.findByLabelText('Invitation link');
    await waitFor(() => expect(document.activeElement).toBe(focused));
    await user.click(await button('Continue'));
    expect(await screen.findByText('Paste the link from your invitation.')).not.toBeNull();
    await user.type(screen.getByLabelText('Invitation link'), 'no link{Enter}');
    expect(await screen.findByText(/no whole invitation link/)).not.toBeNull();
    await user.clear(screen.getByLabelText('Invitation link'));
    await user.click(screen.getByLabelText('Invitation link'));
    await user.paste(formatAppLink(LINK));
    await user.keyboard('{Enter}');
    expect(await heading('Join this clinic?')).not.toBeNull();
    expect(screen.getByText(LINK.host)).not.toBeNull();
    expect(names()).not.toContain('clinics:join');
    await user.click(await button('Join'));
    expect(await heading(`You have joined ${SAMPLE_CLINIC.name}`)).not.toBeNull();
    expect(fake.calls.filter(({ call }) => call === 'clinics:join')).toEqual([
      { call: 'clinics:join', input: LINK },
    ]);
  });

  it('has a way back to the first page', async () => {
    const { user } = await open();
    await user.click(await screen.findByRole('link', { name: 'Back' }));
    expect(await heading('Elsewhere')).not.toBeNull();
  });

  it('opens the invitation here when the clinic is the one of this window', async () => {
    const { services, user } = await open({
      'clinics:waiting-link': () => ({ link: LINK }),
      'clinics:join': () => ({ outcome: 'joined', clinic: SAMPLE_CLINIC, newWindow: false }),
    });
    await user.click(await button('Join'));
    expect(await heading('Visit')).not.toBeNull();
    expect(services.invites.getState().invite).toBe(LINK.code);
  });

  it('drops the link that the person does not want', async () => {
    const { names, user } = await open({ 'clinics:waiting-link': () => ({ link: LINK }) });
    await user.click(await button('Not now'));
    expect(await heading('Join a clinic')).not.toBeNull();
    expect(names()).toContain('clinics:drop-link');
    expect(names()).not.toContain('clinics:join');
  });

  it.each<[JoinOutcome & { outcome: 'refused' }, string, Failure, boolean]>([
    [
      { outcome: 'refused', reason: 'key_changed' },
      'This is not the clinic of your invitation',
      'key-changed',
      false,
    ],
    [
      { outcome: 'refused', reason: 'untrusted' },
      "The app can't tell who this is",
      'certificate-refused',
      false,
    ],
    [
      { outcome: 'refused', reason: 'not_a_clinic' },
      'There is no clinic at this address',
      'not-a-clinic',
      false,
    ],
    [{ outcome: 'refused', reason: 'unreachable' }, "We can't reach the clinic", 'clinic-not-reached', true],
  ])('says what $reason means, and what to do', async (outcome, title, failure, canRetry) => {
    const { services, user } = await open({
      'clinics:waiting-link': () => ({ link: LINK }),
      'clinics:join': () => outcome,
    });
    await user.click(await button('Join'));
    expect(await heading(title)).not.toBeNull();
    const buttons = within(screen.getByRole('main'))
      .getAllByRole('button')
      .map(({ textContent }) => textContent);
    expect(buttons).toEqual([...(canRetry ? ['Try again'] : []), 'Use another invitation']);
    expect(services.failures.state.getState().last?.failure).toBe(failure);
    await user.click(await button('Use another invitation'));
    expect(await heading('Join a clinic')).not.toBeNull();
  });

  it('says so when the app itself could not', async () => {
    const { user } = await open({
      'clinics:waiting-link': () => ({ link: LINK }),
      'clinics:join': () => Promise.reject(new Error('broken')),
    });
    await user.click(await button('Join'));
    expect(await heading('The app could not join the clinic')).not.toBeNull();
  });

  it('warns of another key at a known address, and of a computer that keeps no secrets', async () => {
    const { tokenKeeping } = await open({
      'clinics:waiting-link': () => ({ link: LINK }),
      'clinics:list': () => [{ ...SAMPLE_CLINIC, host: LINK.host }],
    });
    expect(await screen.findByText(/it had another key/)).not.toBeNull();
    act(() => tokenKeeping.setState('memory', true));
    expect(await screen.findByText(/can't keep you signed in/)).not.toBeNull();
  });

  it('shows the clinics that were joined, opens one, and leaves one after a question', async () => {
    const second = { ...SAMPLE_CLINIC, id: 'b', host: 'b.example', name: null };
    const { fake, user } = await open({ 'clinics:list': () => [SAMPLE_CLINIC, second] });
    await user.click(await button('Open Clinic on the Hill'));
    await user.click(await button('Leave b.example'));
    const dialog = await screen.findByRole('dialog');
    expect(fake.calls.some(({ call }) => call === 'clinics:leave')).toBe(false);
    await user.click(within(dialog).getByRole('button', { name: 'Leave' }));
    const done = fake.calls.filter(({ call }) => ['clinics:open', 'clinics:leave'].includes(call));
    expect(done.map(({ input }) => input)).toEqual([{ id: SAMPLE_CLINIC.id }, { id: 'b' }]);
  });
});

describe('a link that comes', () => {
  it('is shown at once to whoever is not signed in', async () => {
    let waiting: { link: typeof LINK } | null = null;
    const { fake } = await open({ 'clinics:waiting-link': () => waiting }, { path: '/' });
    expect(screen.getByText('Elsewhere')).not.toBeNull();
    waiting = { link: LINK };
    act(() => fake.push('clinics:link', { link: LINK }));
    expect(await heading('Join this clinic?')).not.toBeNull();
    expect(screen.getByText(LINK.host)).not.toBeNull();
  });

  it('never takes anybody out of a call without asking', async () => {
    const { fake, services, names, user } = await open({}, { path: '/consultation/1' });
    act(() => services.session.state.setState({ status: 'signedIn', user: doctor, visit: null }));
    act(() => fake.push('clinics:link', { link: LINK }));
    const dialog = await screen.findByRole('dialog', { name: 'Another invitation has arrived' });
    expect(within(dialog).getByText(/You are in a call/)).not.toBeNull();
    expect(screen.getByText('Call')).not.toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Stay here' }));
    expect(names()).toContain('clinics:drop-link');
    expect(screen.getByText('Call')).not.toBeNull();
  });
});

describe('a joined clinic whose key has changed', () => {
  const joined: CurrentClinic = { clinic: SAMPLE_CLINIC, keyChanged: true };

  it('is in front of every page, with a new invitation as the only way', async () => {
    const { user } = await open({ 'clinics:check': () => 'key_changed' }, { path: '/', joined });
    expect(await heading('The clinic shows another key')).not.toBeNull();
    expect(screen.queryByText('Elsewhere')).toBeNull();
    await user.click(await button('Check again'));
    expect(await screen.findByText('It still shows another key.')).not.toBeNull();
    await user.click(screen.getByRole('link', { name: 'Open a new invitation' }));
    expect(await heading('Join a clinic')).not.toBeNull();
  });

  it('goes away with the right key, and leaves a running call alone', async () => {
    const call = await open({}, { path: '/consultation/1', joined });
    expect(screen.getByText('Call')).not.toBeNull();
    cleanup();
    call.current.setState({ keyChanged: false });
    const { current } = await open({}, { path: '/', joined });
    act(() => current.setState({ clinic: SAMPLE_CLINIC, keyChanged: false }));
    expect(await heading('Elsewhere')).not.toBeNull();
  });
});
