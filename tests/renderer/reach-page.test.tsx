import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import {
  REACH_CHECKS,
  REACH_CODES,
  type BridgeOutput,
  type ReachCheck,
  type ReachResult,
  type ReachStatus,
} from '../../src-preload/contract.ts';
import { ReachList } from '../../src-renderer/features/hosting/reach/reach-page.tsx';
import { createReach } from '../../src-renderer/features/hosting/reach/reach-store.ts';
import { reachSummary } from '../../src-renderer/features/hosting/reach/reach-summary.ts';
import texts from '../../src-renderer/i18n/en/doctor/reach.json';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

type Answer = BridgeOutput<'reachability:run'>;

const good = (check: ReachCheck): ReachResult => ({ check, status: 'ok', code: 'clock-right', facts: {} });
const all = (changes: Partial<Record<ReachCheck, Partial<ReachResult>>> = {}): Answer => ({
  system: 'windows',
  results: REACH_CHECKS.map((check) => ({ ...good(check), ...changes[check] })),
});

describe('the list of checks', () => {
  it('shows each result as soon as it is pushed, and takes none of an older run', async () => {
    const answers: ((answer: Answer) => void)[] = [];
    const fake = createFakeBridge({
      'reachability:run': () => new Promise<Answer>((resolve) => answers.push(resolve)),
    });
    const reach = createReach({ desktop: fake.bridge, freshToken: async () => 'a token' });
    const end = reach.listen();
    const first = reach.runAll();
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    const run = (fake.calls.at(-1)?.input as { run: number; token: string }).run;
    expect(fake.calls.at(-1)?.input).toEqual({ run, token: 'a token' });
    fake.push('reachability:result', { run, result: good('sleep') });
    expect(reach.state.getState().lines.sleep).toEqual({ running: false, result: good('sleep') });
    expect(reach.state.getState().lines.clock.running).toBe(true);

    const second = reach.runOne('clock');
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    expect(fake.calls.at(-1)?.input).toMatchObject({ only: 'clock' });
    const old: ReachResult = { ...good('clock'), status: 'failed', code: 'clock-wrong' };
    fake.push('reachability:result', { run, result: old });
    expect(reach.state.getState().lines.clock).toEqual({ running: true, result: null });
    answers[1]?.({ system: 'windows', results: [good('clock')] });
    await second;
    answers[0]?.(all({ clock: old, server: { status: 'failed', code: 'server-stopped' } }));
    await first;
    expect(reach.state.getState()).toMatchObject({ system: 'windows', failed: false });
    expect(reach.state.getState().lines.clock.result).toEqual(good('clock'));
    expect(reach.state.getState().lines.server.result?.code).toBe('server-stopped');
    end();
    fake.push('reachability:result', { run: run + 1, result: old });
    expect(reach.state.getState().lines.clock.result).toEqual(good('clock'));
  });

  it('asks without a token when nobody can be asked for one', async () => {
    const fake = createFakeBridge({ 'reachability:run': () => all() });
    const reach = createReach({
      desktop: fake.bridge,
      freshToken: () => Promise.reject(new Error('offline')),
    });
    await reach.runAll();
    expect(fake.calls.at(-1)?.input).toMatchObject({ token: null });
  });

  it('says that the app did not answer, and keeps what was known', async () => {
    let works = true;
    const fake = createFakeBridge({
      'reachability:run': () => (works ? all() : Promise.reject(new Error('failed'))),
    });
    const reach = createReach({ desktop: fake.bridge, freshToken: async () => 'a token' });
    await reach.runAll();
    works = false;
    await reach.runAll();
    expect(reach.state.getState().failed).toBe(true);
    expect(reach.state.getState().lines.clock).toEqual({ running: false, result: good('clock') });
  });
});

describe('the answer in one sentence', () => {
  const answerTo = (statuses: Partial<Record<ReachCheck, ReachStatus | 'running'>>) => {
    const lines = Object.fromEntries(
      REACH_CHECKS.map((check) => {
        const status = statuses[check] ?? 'ok';
        return [
          check,
          status === 'running'
            ? { running: true, result: null }
            : { running: false, result: { ...good(check), status } },
        ];
      }),
    ) as Parameters<typeof reachSummary>[0]['lines'];
    return reachSummary({ lines });
  };

  it.each<[Parameters<typeof answerTo>[0], string, ReachCheck[]]>([
    [{}, 'yes', []],
    [{ clock: 'running' }, 'running', []],
    [{ sleep: 'warning' }, 'mostly', ['sleep']],
    [{ clock: 'unknown' }, 'yes', []],
    [{ 'turn-udp': 'failed', sleep: 'warning' }, 'calls', ['sleep', 'turn-udp']],
    [{ firewall: 'failed', 'turn-udp': 'failed' }, 'no', ['firewall', 'turn-udp']],
    [{ firewall: 'unknown' }, 'unsure', []],
    [{ firewall: 'unknown', server: 'failed' }, 'no', ['server']],
  ])('%j', (statuses, answer, look) => {
    expect(answerTo(statuses)).toEqual({ answer, look });
  });

  it('has words for every code', () => {
    expect(Object.keys(texts.means).toSorted()).toEqual([...REACH_CODES].toSorted());
  });
});

const show = async (answers: FakeAnswers) => {
  const fake = createFakeBridge(answers);
  const services = createTestServices(
    { 'POST /auth/refresh': () => ({ json: sessionAnswer() }) },
    'refresh-1',
  );
  await services.session.restore();
  await renderApp(<ReachList desktop={fake.bridge} />, { services });
  return fake;
};

describe('"Can patients reach me?"', () => {
  it('runs when it is opened, says what to do, and shows the command to copy', async () => {
    const command = 'netsh advfirewall firewall add rule name="Anteroom"';
    const fake = await show({
      'reachability:run': () =>
        all({
          firewall: {
            status: 'failed',
            code: 'firewall-no-rule',
            facts: { port: 4000, command, asAdministrator: true },
          },
        }),
    });
    expect(await screen.findByText(texts.answer.no)).toBeTruthy();
    const heading = screen.getByRole('heading', { name: /^Firewall of this computer/ });
    const line = heading.closest('li');
    if (line === null) throw new Error('a line is in the list');
    expect(heading.textContent).toContain(texts.status.failed);
    expect(within(line).getByText(/no rule that lets patients in on port 4000/)).toBeTruthy();
    expect(within(line).getByText(texts.command.windowsAdmin)).toBeTruthy();
    const field = within(line).getByRole<HTMLTextAreaElement>('textbox', { name: /^Command: Firewall/ });
    expect(field.value).toBe(command);
    expect(field.readOnly).toBe(true);

    const user = userEvent.setup();
    await user.click(within(line).getByRole('button', { name: texts.command.copy }));
    expect(await navigator.clipboard.readText()).toBe(command);
    await user.click(screen.getByRole('button', { name: texts.check.firewall }));
    expect(document.activeElement).toBe(heading);
    await user.click(within(line).getByRole('button', { name: 'Check again: Firewall of this computer' }));
    expect(fake.calls.map(({ input }) => (input as { only?: string }).only)).toEqual([undefined, 'firewall']);
    await user.click(screen.getByRole('button', { name: texts.againAll }));
    expect(fake.calls).toHaveLength(3);
  });

  it('leads to the page of the relay where something is to be done there, and only then', async () => {
    await show({
      'reachability:run': () =>
        all({
          stun: { code: 'stun-works', facts: { host: 'turn.example', port: 3478, roundTripMs: 20 } },
          'turn-udp': { status: 'warning', code: 'turn-none' },
          'turn-tls': { status: 'failed', code: 'turn-refused', facts: { host: 'turn.example', port: 443 } },
        }),
    });
    const links = await screen.findAllByRole('link', { name: texts.openRelay });
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/settings/hosting/relay',
      '/settings/hosting/relay',
    ]);
    expect(within(links[0]!.closest('li')!).getByText(/Enter a relay under “Relay for calls”/)).toBeTruthy();
  });

  it('says what runs, and that the app did not answer', async () => {
    let fail: (error: Error) => void = () => undefined;
    await show({
      'reachability:run': () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    expect(await screen.findByText(texts.answer.running)).toBeTruthy();
    expect(screen.getAllByText(texts.running)).toHaveLength(REACH_CHECKS.length);
    await vi.waitFor(() => {
      fail(new Error('failed'));
      expect(screen.getByRole('alert').textContent).toContain(texts.failed);
    });
  });
});
