import { act, cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import dayjs from 'dayjs';
import { Route, Routes, useLocation } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Appointment } from '../../server/protocol/index.ts';
import { AppointmentsPage } from '../../src-renderer/features/appointments/appointments-page.tsx';
import { DoctorWorkspace } from '../../src-renderer/features/waiting-room/doctor-workspace.tsx';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { appointment, roomState, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const DAY = '2026-11-18';
const at = (hour: number, minute = 0, day = DAY) => dayjs(day).hour(hour).minute(minute).toISOString();

const pat = appointment({ id: 'a1', startsAt: at(10), durationMinutes: 30, status: 'scheduled' });
const sam = appointment({
  id: 'a2',
  roomId: 'room-2',
  patientId: 'patient-2',
  patientName: 'Sam Beta',
  startsAt: at(10, 15),
  status: 'scheduled',
});

const Address = () => <output>{useLocation().search}</output>;

const setUp = async (
  options: {
    appointments?: Appointment[];
    path?: string;
    width?: number;
    routes?: FakeRoutes;
  } = {},
) => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': ({ query }) => ({
      json: {
        success: true,
        data: {
          appointments: (options.appointments ?? [pat, sam]).filter(
            ({ startsAt }) =>
              Date.parse(startsAt) >= Date.parse(query.get('from') ?? '') &&
              Date.parse(startsAt) < Date.parse(query.get('to') ?? ''),
          ),
        },
      },
    }),
    ...options.routes,
  });
  services.socket.answer('join-waiting-room', ({ roomId }) => ({
    room: roomState({ roomId, appointment: { ...pat, roomId } }),
  }));
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  await renderApp(
    <>
      <Routes>
        <Route element={<DoctorWorkspace />}>
          <Route path="appointments" element={<AppointmentsPage />} />
          <Route path="rooms/:roomId" element={<h1>The room</h1>} />
        </Route>
      </Routes>
      <Address />
    </>,
    {
      services,
      path: options.path ?? `/appointments?view=day&date=${DAY}`,
      ...(options.width === undefined ? {} : { width: options.width }),
    },
  );
  act(() => services.socket.goOnline());
  return { services, user: userEvent.setup() };
};

const visit = (name: RegExp) => screen.findByRole('button', { name });
const address = () => document.querySelector('output')?.textContent;
const answered = (changes: Partial<Appointment>) => () => ({
  json: { success: true, data: { appointment: { ...pat, ...changes } } },
});

afterEach(cleanup);

describe('the appointments', () => {
  it('[S0-U17] of a day show time, patient, status and what is at the same time', async () => {
    await setUp({ appointments: [pat, sam, appointment({ id: 'a3', startsAt: at(14), status: 'missed' })] });
    const block = await visit(/Pat Alpha.*10:00.*Scheduled.*at the same time as another/);
    expect(block.textContent).toContain('10:30');
    expect(await visit(/Pat Alpha.*Missed/)).not.toBeNull();
    expect(screen.getByText('3 appointments · 2 overlap')).not.toBeNull();
  });

  it('go on to other days and weeks, and the address says which', async () => {
    const { user } = await setUp();
    await visit(/Sam Beta/);
    await user.click(screen.getByRole('button', { name: 'Next day' }));
    expect(address()).toBe('?view=day&date=2026-11-19');
    expect(await screen.findByText('No appointments on this day')).not.toBeNull();
    await user.click(screen.getByRole('radio', { name: 'Week' }));
    expect(address()).toBe('?view=week&date=2026-11-19');
    expect(await visit(/Sam Beta/)).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Previous week' }));
    expect(address()).toBe('?view=week&date=2026-11-12');
    await user.click(screen.getByRole('button', { name: /Choose another date/ }));
    await user.click(await screen.findByRole('button', { name: '18 November 2026' }));
    expect(address()).toBe('?view=week&date=2026-11-18');
    await user.click(screen.getByRole('button', { name: 'Today' }));
    expect(address()).toBe(`?view=week&date=${dayjs().format('YYYY-MM-DD')}`);
  });

  it('are a list by day in a narrow window', async () => {
    await setUp({ path: `/appointments?view=week&date=${DAY}`, width: 390 });
    const day = await screen.findByRole('region', { name: 'Wednesday, November 18, 2026' });
    expect(within(day).getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getAllByText('Nothing planned')).toHaveLength(6);
  });

  it('[S0-N04] follow what happens meanwhile', async () => {
    const { services } = await setUp();
    await visit(/Pat Alpha.*Scheduled/);
    act(() => services.socket.receive('appointment-updated', { appointment: { ...pat, status: 'waiting' } }));
    expect(await visit(/Pat Alpha.*Waiting/)).not.toBeNull();
    act(() =>
      services.socket.receive('appointment-updated', {
        appointment: { ...pat, startsAt: at(9, 0, '2026-11-25') },
      }),
    );
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: /Pat Alpha/ })).toBeNull());
  });

  it('[S0-U25] are moved by keyboard; a taken time is said and not forbidden, and undo moves back', async () => {
    const moved = vi.fn(answered({ startsAt: at(11), movedFrom: pat.startsAt }));
    const { services, user } = await setUp({ routes: { 'PATCH /api/appointments/a1': moved } });
    await visit(/Pat Alpha/);
    screen.getByRole('button', { name: /Pat Alpha/ }).focus();
    await user.keyboard('{Enter}');
    const panel = await screen.findByRole('dialog', { name: 'Pat Alpha' });
    expect(within(panel).getByText('At the same time: Sam Beta.')).not.toBeNull();
    await user.click(within(panel).getByRole('button', { name: 'Move' }));
    const time = await screen.findByLabelText('Time');
    await user.clear(time);
    await user.click(screen.getByRole('button', { name: 'Move' }));
    expect(await screen.findByText(/Write a time/)).not.toBeNull();
    await user.type(time, '10:20');
    expect(await screen.findByText(/You have another appointment then: Sam Beta/)).not.toBeNull();
    await user.clear(time);
    await user.type(time, '11:00');
    expect(screen.queryByText(/You have another appointment then/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Move' }));
    expect(await visit(/Pat Alpha.*11:00/)).not.toBeNull();
    expect(services.fetch.requests.at(-1)).toMatchObject({
      method: 'PATCH',
      body: { startsAt: at(11), durationMinutes: 30 },
    });
    const undo = screen.getByRole('region', { name: 'Undo' });
    await user.click(within(undo).getByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(moved).toHaveBeenCalledTimes(2));
    expect(services.fetch.requests.at(-1)).toMatchObject({ body: { startsAt: pat.startsAt } });
  });

  it('[S0-U25] are cancelled with a message, and reopened', async () => {
    const cancelled = {
      status: 'cancelled',
      endedAt: new Date().toISOString(),
      closingMessage: 'I am ill today.',
    } as const;
    const { services, user } = await setUp({
      routes: {
        'POST /api/appointments/a1/close': answered(cancelled),
        'POST /api/appointments/a1/reopen': answered({}),
      },
    });
    await user.click(await visit(/Pat Alpha/));
    await user.click(await screen.findByRole('button', { name: 'Cancel the visit' }));
    await user.type(screen.getByRole('textbox', { name: 'Message to Pat Alpha' }), 'I am ill today.');
    await user.click(screen.getByRole('button', { name: 'Cancel the visit' }));
    expect(await screen.findByText('I am ill today.')).not.toBeNull();
    expect(services.fetch.requests.at(-1)?.body).toEqual({
      outcome: 'cancelled',
      message: 'I am ill today.',
    });
    await user.click(screen.getByRole('button', { name: 'Reopen' }));
    expect(await visit(/Pat Alpha.*Scheduled/)).not.toBeNull();
  });

  it('[S0-U25] are marked as no-show at one click; a refused undo says so and stays', async () => {
    const { user } = await setUp({
      routes: {
        'POST /api/appointments/a1/close': answered({
          status: 'missed',
          endedAt: new Date().toISOString(),
        }),
        'POST /api/appointments/a1/reopen': () => ({ code: 'storage_unavailable' }),
      },
    });
    await user.click(await visit(/Pat Alpha/));
    await user.click(await screen.findByRole('button', { name: 'No-show' }));
    const undo = await screen.findByRole('region', { name: 'Undo' });
    expect(within(undo).getByText('Pat Alpha did not come: the visit is closed.')).not.toBeNull();
    await user.click(within(undo).getByRole('button', { name: 'Undo' }));
    expect(await within(undo).findByRole('alert')).not.toBeNull();
  });

  it('are not reopened a day later', async () => {
    const endedAt = new Date(Date.now() - 25 * 3_600_000).toISOString();
    const { user } = await setUp({ appointments: [{ ...pat, status: 'missed', endedAt }] });
    await user.click(await visit(/Pat Alpha/));
    await screen.findByRole('dialog', { name: 'Pat Alpha' });
    expect(screen.queryByRole('button', { name: 'Reopen' })).toBeNull();
  });

  it('say what went wrong, and load again', async () => {
    let reachable = false;
    const { user } = await setUp({
      routes: {
        'GET /api/appointments': () =>
          reachable ? { json: { success: true, data: { appointments: [pat] } } } : 'unreachable',
      },
    });
    const main = screen.getByRole('main');
    expect(await within(main).findByRole('alert')).not.toBeNull();
    reachable = true;
    await user.click(within(main).getByRole('button', { name: 'Try again' }));
    expect(await visit(/Pat Alpha/)).not.toBeNull();
    expect(within(main).queryByRole('alert')).toBeNull();
  });

  it('propose a new appointment on the day that is shown', async () => {
    const { user } = await setUp();
    await visit(/Pat Alpha/);
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const field = await screen.findByLabelText<HTMLInputElement>('Starts at');
    expect(field.value).toBe(`${DAY}T09:00`);
  });
});
