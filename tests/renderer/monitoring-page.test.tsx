import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ABUSE_KINDS,
  MONITORED_SERIES,
  MONITORING_CHECKS,
  type Monitoring,
} from '../../server/protocol/index.ts';
import { MonitoringPage } from '../../src-renderer/features/monitoring/monitoring-page.tsx';
import { pointsOf } from '../../src-renderer/features/monitoring/points.ts';
import { SettingsLayout } from '../../src-renderer/features/settings/settings-layout.tsx';
import type { FakeAnswer } from './support/fake-fetch.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const AT = Date.UTC(2026, 0, 5, 10, 30);

const history = (samples: number, every = 10): Monitoring['history'] => ({
  every,
  at: Array.from({ length: samples }, (_, index) => AT - (samples - index) * every * 1000),
  series: Object.fromEntries(
    MONITORED_SERIES.map((name) => [name, Array.from({ length: samples }, (_, index) => index % 3)]),
  ) as Monitoring['history']['series'],
});

const GOOD: Monitoring = {
  at: new Date(AT).toISOString(),
  startedAt: new Date(AT - 3_600_000).toISOString(),
  version: '0.1.0',
  now: {
    doctors: 1,
    patients: 2,
    connections: 4,
    rooms: 2,
    waiting: { ready: 1, preparing: 0, away: 1 },
    calls: { rooms: 1, people: 2 },
    messages: 7,
    requests: 20,
    refusals: 3,
    errors: 0,
    lag: 35,
    storeWrite: 12,
    storeRead: 2,
    storeQueue: 0,
    writable: true,
    memory: 150_000_000,
    backupAt: new Date(AT - 20 * 60_000).toISOString(),
  },
  checks: Object.fromEntries(MONITORING_CHECKS.map((check) => [check, 'good'])) as Monitoring['checks'],
  abuse: ABUSE_KINDS.map((kind) => ({ kind, count: 0, attention: 'good' })),
  refusals: [{ code: 'token_expired', count: 11 }],
  history: history(60),
};

const setUp = async ({
  answer = () => ({ json: { success: true, data: GOOD } }),
  isAdmin = true,
}: { answer?: (span: string | null) => FakeAnswer; isAdmin?: boolean } = {}) => {
  const services = createTestServices(
    {
      'POST /auth/refresh': () => ({ json: sessionAnswer({ user: { ...doctor, isAdmin } }) }),
      'GET /api/monitoring': ({ query }) => answer(query.get('span')),
    },
    'refresh-1',
  );
  await services.session.restore();
  // jsdom lays nothing out, and a chart without a size is not drawn.
  const box = { x: 0, y: 0, width: 300, height: 110, top: 0, left: 0, right: 300, bottom: 110 };
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ ...box, toJSON: () => box });
  await renderApp(
    <Routes>
      <Route path="settings" element={<SettingsLayout />}>
        <Route path="general" element={<p>General settings</p>} />
        <Route path="monitoring" element={<MonitoringPage />} />
      </Route>
    </Routes>,
    { services, path: '/settings/monitoring' },
  );
  const asked = () => services.fetch.requests.filter(({ path }) => path === '/api/monitoring').length;
  return { services, asked, user: userEvent.setup() };
};

const card = async (name: string) => within(await screen.findByRole('region', { name }));

const showPage = (state: 'visible' | 'hidden') =>
  act(() => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  });

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the monitoring page', () => {
  it('is for admins only', async () => {
    const { asked } = await setUp({ isAdmin: false });
    expect(await screen.findByText('General settings')).not.toBeNull();
    expect(screen.queryByRole('link', { name: 'Monitoring' })).toBeNull();
    expect(asked()).toBe(0);
  });

  it('[S0-L05, S0-L06, S0-L07, S0-L08, S1-L03] says each number with what it means', async () => {
    await setUp();
    expect(await screen.findByText('Everything is in order.')).not.toBeNull();
    const connected = await card('Connected now');
    expect(connected.getByText('3')).not.toBeNull();
    expect(connected.getByText('1 doctor, 2 patients')).not.toBeNull();
    expect((await card('Waiting')).getByText('1 ready, 0 getting ready, 1 away')).not.toBeNull();
    expect((await card('In calls')).getByText('1 call')).not.toBeNull();
    expect((await card('Messages a minute')).getByText('7')).not.toBeNull();
    expect((await card('Refusals a minute')).getByText('3')).not.toBeNull();
    expect((await card('Longest pause')).getByText('0.035s')).not.toBeNull();
    expect((await card('Saving takes')).getByText('0.012s')).not.toBeNull();
    expect((await card('Memory')).getByText('150 MB')).not.toBeNull();
    expect((await card('Last backup')).getByText('20 minutes ago')).not.toBeNull();
    expect((await card('Disk')).getByText('Can save')).not.toBeNull();
    expect(screen.getByText('token_expired')).not.toBeNull();
  });

  it('[S2-X06] says what needs a look, and what to do', async () => {
    const data: Monitoring = {
      ...GOOD,
      now: { ...GOOD.now, writable: false },
      checks: { ...GOOD.checks, disk: 'look' },
      abuse: GOOD.abuse.map((entry) =>
        entry.kind === 'signIns' ? { ...entry, count: 412, attention: 'look' } : entry,
      ),
    };
    const { user } = await setUp({ answer: () => ({ json: { success: true, data } }) });
    expect(await screen.findByText('2 things need a look:')).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Wrong passwords, codes and links' }));
    expect(document.activeElement?.textContent).toBe('Wrong passwords, codes and links');
    await user.click(screen.getByRole('button', { name: 'Disk' }));
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Disk' }));
    const disk = await card('Disk');
    expect(disk.getByText('Full')).not.toBeNull();
    expect(disk.getByText('Look here')).not.toBeNull();
    expect(disk.getByText(/Free some room/)).not.toBeNull();
    expect(screen.getByText('412 times')).not.toBeNull();
    expect(screen.getByText(/Somebody may be guessing passwords/)).not.toBeNull();
  });

  it('[S0-Z08] tells the lines in words, and has all numbers as a table', async () => {
    const { user } = await setUp();
    expect(await screen.findByRole('img', { name: 'Waiting: at most 2, now 2' })).not.toBeNull();
    // The number of the card is that of an hour, its line is by minutes.
    expect(screen.getByRole('img', { name: /^Errors a minute: / })).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show the numbers as a table' }));
    const table = screen.getAllByRole('table').at(-1);
    if (table === undefined) throw new Error('no table');
    expect(within(table).getByRole('columnheader', { name: 'Messages a minute' })).not.toBeNull();
    // Ten minutes in rows of five; the newest first.
    expect(within(table).getAllByRole('rowheader')).toHaveLength(2);
  });

  it('does not miss backups where the database is in PostgreSQL', async () => {
    const data: Monitoring = { ...GOOD, now: { ...GOOD.now, backupAt: null, ownBackups: false } };
    await setUp({ answer: () => ({ json: { success: true, data } }) });
    const backup = await card('Last backup');
    expect(backup.getByText('Elsewhere')).not.toBeNull();
    expect(backup.getByText(/The database is in PostgreSQL/)).not.toBeNull();
  });

  it('works with a server that has just started', async () => {
    const data: Monitoring = {
      ...GOOD,
      now: { ...GOOD.now, waiting: null, storeWrite: null, storeRead: null, backupAt: null },
      refusals: [],
      history: history(0),
    };
    const { user } = await setUp({ answer: () => ({ json: { success: true, data } }) });
    expect((await card('Saving takes')).getByText('Nothing was saved in the last minute.')).not.toBeNull();
    expect((await card('Waiting')).getByText('Unknown')).not.toBeNull();
    expect((await card('Last backup')).getByText('None yet')).not.toBeNull();
    expect(screen.getAllByText('The line comes with the first minutes.').length).toBeGreaterThan(5);
    expect(screen.getByText('Nothing was refused in the last hour.')).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show the numbers as a table' }));
    expect(screen.getByText('The first numbers come with the first minutes.')).not.toBeNull();
  });

  it('[S1-L01] refreshes every ten seconds while it is seen', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let patients = 2;
    const { asked } = await setUp({
      answer: () => ({ json: { success: true, data: { ...GOOD, now: { ...GOOD.now, patients } } } }),
    });
    await screen.findByText('1 doctor, 2 patients');
    patients = 3;
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(await screen.findByText('1 doctor, 3 patients')).not.toBeNull();
    showPage('hidden');
    const before = asked();
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(asked()).toBe(before);
    showPage('visible');
    await waitFor(() => expect(asked()).toBe(before + 1));
  });

  it('[S0-Z07] shows the last day when asked', async () => {
    const spans: (string | null)[] = [];
    const { user } = await setUp({
      answer: (span) => {
        spans.push(span);
        return { json: { success: true, data: GOOD } };
      },
    });
    await user.click(await screen.findByRole('radio', { name: 'Last day' }));
    await waitFor(() => expect(spans.at(-1)).toBe('day'));
    expect(spans[0]).toBe('hour');
  });

  it('says that it cannot reach the clinic, keeps what it has, and goes on', async () => {
    let answer: FakeAnswer = 'unreachable';
    const { user } = await setUp({ answer: () => answer });
    expect(await screen.findByText(/We can't reach the clinic/)).not.toBeNull();
    answer = { json: { success: true, data: GOOD } };
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Everything is in order.')).not.toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
    answer = { code: 'storage_unavailable' };
    await user.click(screen.getByRole('radio', { name: 'Last day' }));
    expect(await screen.findByText(/can't save anything right now/)).not.toBeNull();
    expect(screen.getByText(/These numbers are from/)).not.toBeNull();
    expect(screen.getByText('Everything is in order.')).not.toBeNull();
  });
});

describe('the points of a line', () => {
  it('are so many a minute of what is counted, and the highest of everything else', () => {
    const points = pointsOf(
      {
        ...history(12),
        series: {
          ...history(12).series,
          messages: [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 6],
          lag: [5, 90, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5],
          storeWrite: [null, null, null, null, null, null, null, 4, null, null, null, 9],
        },
      },
      60_000,
    );
    expect(points.map(({ messages, lag, storeWrite }) => ({ messages, lag, storeWrite }))).toEqual([
      { messages: 3, lag: 90, storeWrite: null },
      { messages: 6, lag: 5, storeWrite: 9 },
    ]);
  });
});
