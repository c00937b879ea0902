import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useContext } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { EmergencyAlert } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { EmergencyBannerContext } from '../../src-renderer/features/emergencies/emergency-context.ts';
import { EmergencyWatch } from '../../src-renderer/features/emergencies/emergency-watch.tsx';
import { createDoctorAlerts } from '../../src-renderer/features/waiting-room/doctor-alerts-store.ts';
import { AT, BOB, emergencyAlert } from './support/emergencies.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const Place = ({ place }: { place: 'page' | 'call' }) => useContext(EmergencyBannerContext)(place);

const setUp = async (open: EmergencyAlert[], place: 'page' | 'call' = 'page') => {
  const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'secret' });
  services.socket.answer('open_emergencies', () => ({ emergencies: open }));
  services.socket.answer('list_conversations', () => ({
    next: null,
    unreadCount: 0,
    conversations: [
      {
        conversationId: 'doctor-1_patient-1',
        otherUser: { _id: 'patient-1', fullname: 'Pat Alpha', email: null, role: 'patient' },
        lastMessage: null,
        unreadCount: 0,
        lastSeq: 0,
        status: 'online',
        hasAccount: true,
      },
    ],
  }));
  services.socket.goOnline();
  const alerts = createDoctorAlerts(services, {
    play: () => Promise.resolve(),
    storage: window.sessionStorage,
  });
  await renderApp(
    <EmergencyWatch alerts={alerts}>
      <Place place={place} />
    </EmergencyWatch>,
    { services },
  );
  return { services, alerts, user: userEvent.setup() };
};

const banner = () => screen.findByRole('region', { name: 'Emergencies' });
const items = async () => within(await banner()).getAllByRole('listitem');
const own = { id: doctor.id, fullname: doctor.fullname };

describe('the emergencies above a doctor’s page', () => {
  it('[S4-U20, S4-N02] say who needs help and why, at once, also to who does not look', async () => {
    const { services } = await setUp([]);
    expect(screen.queryByRole('region')).toBeNull();
    act(() => services.socket.receive('emergency:alert', emergencyAlert()));
    const [item] = await items();
    expect(item?.textContent).toMatch(/Emergency: Pat Alpha needs help.*My chest hurts/);
    expect(document.querySelector('[aria-live="assertive"]')?.textContent).toBe(
      'Emergency. Pat Alpha needs help at once.',
    );
  });

  it('are acknowledged by one for all, and who did it is said', async () => {
    const { services, user } = await setUp([emergencyAlert(), emergencyAlert({ id: 'e2', patientId: 'p2' })]);
    services.socket.answer('acknowledge_emergency', ({ emergencyId }) => ({
      emergencyId,
      patientId: 'patient-1',
      acknowledgedAt: AT,
      acknowledgedBy: own,
    }));
    const [first] = await items();
    await user.click(within(first as HTMLElement).getByRole('button', { name: 'Acknowledge' }));
    const shown = async () =>
      (await items()).map(({ textContent }) => /Seen by .* at/.exec(textContent)?.[0]);
    // What still rings stands first.
    await waitFor(async () => expect(await shown()).toEqual([undefined, 'Seen by you at']));
    act(() =>
      services.socket.receive('emergency:acknowledged', {
        emergencyId: 'e2',
        patientId: 'p2',
        acknowledgedAt: AT,
        acknowledgedBy: BOB,
      }),
    );
    expect((await shown()).toSorted()).toEqual(['Seen by Dr Bob Two at', 'Seen by you at']);
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  });

  it('[S4-B06] call again with an alert after the acknowledgement, and take nothing for seen that is not shown', async () => {
    const { services, user } = await setUp([
      emergencyAlert({ acknowledgedAt: AT, acknowledgedBy: own, message: 'Help' }),
    ]);
    const [seen] = await items();
    expect(seen?.textContent).toContain('Seen by you at');
    act(() => services.socket.receive('emergency:alert', emergencyAlert({ count: 2, message: 'Worse' })));
    const [again] = await items();
    expect(again?.textContent).toMatch(/Worse/);
    expect(again?.textContent).not.toContain('Seen by');
    expect(screen.getByText('Emergency. Pat Alpha needs help at once.')).toBeDefined();
    // A third is on its way when the doctor acknowledges the second.
    services.socket.answer('acknowledge_emergency', () => {
      throw new ApiError('conflict');
    });
    services.socket.answer('open_emergencies', () => ({
      emergencies: [emergencyAlert({ count: 3, message: 'Worst' })],
    }));
    await user.click(screen.getByRole('button', { name: 'Acknowledge' }));
    await screen.findByText('Another alert has come. Read it first.');
    await screen.findByText('Worst');
    expect(services.socket.sent.filter(({ event }) => event === 'acknowledge_emergency')).toEqual([
      { event: 'acknowledge_emergency', payload: { emergencyId: 'e1', count: 2 } },
    ]);
  });

  it('show in the question whether it is over what came meanwhile', async () => {
    const { services, user } = await setUp([emergencyAlert({ message: 'Help' })]);
    await items();
    await user.click(screen.getByRole('button', { name: 'Resolve' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.queryByRole('alert')).toBeNull();
    act(() => services.socket.receive('emergency:alert', emergencyAlert({ count: 2, message: 'Worse' })));
    expect((await dialog.findByRole('alert')).textContent).toMatch(/Another alert has come.*Worse/);
  });

  it('say why there is no text, that nobody saw it in time, and whether there is a conversation', async () => {
    await setUp([
      emergencyAlert({ id: 'e1', escalated: true, count: 3 }),
      emergencyAlert({ id: 'e2', patientId: 'p2', message: '', textHidden: true, doctor: BOB }),
      emergencyAlert({ id: 'e3', patientId: 'p3', message: '' }),
    ]);
    const shown = await items();
    await within(shown[0] as HTMLElement).findByRole('link', { name: 'Open conversation' });
    expect(shown.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/3 alerts.*Nobody acknowledged this in time/),
      expect.stringMatching(/written to Dr Bob Two.*shown to doctors of this patient alone/),
      expect.stringMatching(/has deleted the message/),
    ]);
    const links = screen.getAllByRole('link', { name: 'Open conversation' });
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/messages/patient-1']);
  });

  it('lead to a conversation in which nothing was written yet', async () => {
    const { services } = await setUp([]);
    const [known] = (await services.socket.request('list_conversations', {})).conversations;
    if (known === undefined) throw new Error('nobody is listed');
    services.socket.answer('list_conversations', ({ otherUserId }) => ({
      next: null,
      unreadCount: 0,
      conversations:
        otherUserId === 'p2' ? [{ ...known, otherUser: { ...known.otherUser, _id: 'p2' } }] : [known],
    }));
    act(() => {
      for (const patientId of ['p2', 'p3']) {
        services.socket.receive('emergency:alert', emergencyAlert({ id: patientId, patientId, doctor: BOB }));
      }
    });
    const link = await screen.findByRole('link', { name: 'Open conversation' });
    expect(link.getAttribute('href')).toBe('/messages/p2');
    await waitFor(() =>
      expect(
        services.socket.sent.filter(
          ({ event, payload }) => event === 'list_conversations' && 'otherUserId' in (payload as object),
        ),
      ).toHaveLength(2),
    );
    expect(screen.getAllByRole('link', { name: 'Open conversation' })).toHaveLength(1);
  });

  it('do not lead out of a call', async () => {
    const { services } = await setUp([emergencyAlert()], 'call');
    await items();
    await vi.waitFor(() => expect(services.conversations.state.getState().list).toHaveLength(1));
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByRole('button', { name: 'Acknowledge' })).toBeDefined();
  });

  it('[S4-B08] are resolved with a note for the clinic', async () => {
    const { services, user } = await setUp([emergencyAlert()]);
    await items();
    await user.click(screen.getByRole('button', { name: 'Resolve' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Resolve the emergency of Pat Alpha?' }));
    services.socket.answer('resolve_emergency', () => {
      throw new ApiError('storage_full');
    });
    await user.type(dialog.getByLabelText('Note for the clinic (optional)'), ' Sent an ambulance ');
    await user.click(dialog.getByRole('button', { name: 'Resolve' }));
    await dialog.findByRole('alert');
    services.socket.answer('resolve_emergency', ({ emergencyId }) => ({
      emergencyId,
      patientId: 'patient-1',
      resolvedAt: AT,
      resolvedBy: own,
    }));
    await user.click(dialog.getByRole('button', { name: 'Resolve' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Emergencies' })).toBeNull());
    expect(services.socket.sent.at(-1)).toEqual({
      event: 'resolve_emergency',
      payload: { emergencyId: 'e1', note: 'Sent an ambulance', count: 1 },
    });
  });

  it('say why they could not be acknowledged, and that the sound is off', async () => {
    const { services, alerts, user } = await setUp([emergencyAlert()]);
    services.socket.answer('acknowledge_emergency', () => {
      throw new ApiError('storage_full');
    });
    await items();
    await user.click(screen.getByRole('button', { name: 'Acknowledge' }));
    expect(await within(await banner()).findByRole('alert')).toBeDefined();
    act(() => alerts.silence('untilTurnedOn'));
    expect((await banner()).textContent).toMatch(/each alert is heard only once/);
    await user.click(screen.getByRole('button', { name: 'Turn the sound on' }));
    expect(alerts.isSilent()).toBe(false);
  });
});
