import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { SessionState } from '../../src-renderer/api/session.ts';
import type { ConnectionState, SocketClient } from '../../src-renderer/api/socket-client.ts';
import { createEmergencyStore } from '../../src-renderer/features/emergencies/emergency-store.ts';
import { ownStage } from '../../src-renderer/features/emergencies/emergency-view.ts';
import { arrangeEmergency, saveSettings } from '../support/emergency.ts';
import type { Person } from '../support/server.ts';
import type { TestClient } from '../support/socket-client.ts';

/** What the windows of a patient and of two doctors know, over the real server and a clock that the test moves. */

const openWindow = ({ user }: Person, { socket, request }: TestClient) => {
  const connection = createStore<ConnectionState>(() => ({
    status: 'online',
    since: 0,
    refusal: null,
    restarting: false,
  }));
  const session = createStore<SessionState>(() => ({ status: 'signedIn', user, visit: null }));
  const client: Pick<SocketClient, 'state' | 'request' | 'on' | 'onOnline'> = {
    state: connection,
    request,
    on: (event, listener) => {
      const name: string = event;
      socket.on(name, listener);
      return () => undefined;
    },
    onOnline: () => () => undefined,
  };
  const store = createEmergencyStore({ socket: client, session: { state: session } });
  store.follow();
  return store;
};

it('[S4-F08, S4-N02] two doctors and a patient see each step of an emergency when it comes', async () => {
  const { server, doctor, patient, stranger, doctorSocket, strangerSocket, patientSocket, moveTo, at } =
    await arrangeEmergency();
  await saveSettings(server, doctor, { emergencyNumber: '112', emergencyUnseenSeconds: 30 });
  const own = openWindow(patient, patientSocket);
  const ada = openWindow(doctor, doctorSocket);
  const bob = openWindow(stranger, strangerSocket);
  const patientSees = () => {
    const { own: emergency, isOwnOver } = own.state.getState();
    return emergency === null ? 'nothing' : ownStage(emergency, isOwnOver);
  };
  const doctorsSee = () =>
    [ada, bob].map(({ state }) => {
      const [alert] = state.getState().open ?? [];
      if (alert === undefined) return 'nothing';
      if (alert.acknowledgedBy !== null) return `seen by ${alert.acknowledgedBy.fullname}`;
      return `${alert.escalated ? 'nobody in time' : 'rings'} ${alert.count}`;
    });
  const expectAll = (patientSide: string, doctors: readonly string[]) =>
    expect.poll(() => [patientSees(), ...doctorsSee()]).toEqual([patientSide, ...doctors]);

  await expectAll('nothing', ['nothing', 'nothing']);
  const alert = { content: 'My chest hurts', receiverId: null, clientId: 'c-1' };
  expect(await own.raise(alert)).toEqual({ kind: 'sent' });
  await expectAll('sent', ['rings 1', 'rings 1']);
  // The answer was lost, and the same is sent again: still one alert.
  expect(await own.raise(alert)).toEqual({ kind: 'sent' });
  moveTo(15);
  expect(await own.raise({ ...alert, content: 'It is worse', clientId: 'c-2' })).toEqual({ kind: 'sent' });
  await expectAll('sent', ['rings 2', 'rings 2']);
  moveTo(30);
  await expectAll('unseen', ['nobody in time 2', 'nobody in time 2']);
  expect(own.state.getState().own).toMatchObject({ emergencyNumber: '112', unseenSince: at(30) });
  const { id } = own.state.getState().own ?? { id: '' };
  moveTo(40);
  await bob.acknowledge(id);
  await expectAll('seen', ['seen by Bob Two', 'seen by Bob Two']);
  // Who comes too late is told who was first.
  await ada.acknowledge(id);
  await expectAll('seen', ['seen by Bob Two', 'seen by Bob Two']);
  // A window that is opened now finds it as it is.
  const later = openWindow(doctor, await server.connect(doctor));
  await expect.poll(() => later.state.getState().open?.[0]?.acknowledgedBy?.fullname).toBe('Bob Two');
  // What comes after it rings anew, and only what was seen counts as seen.
  moveTo(42);
  expect(await own.raise({ ...alert, content: 'Much worse', clientId: 'c-3' })).toEqual({ kind: 'sent' });
  await expectAll('sent', ['rings 3', 'rings 3']);
  moveTo(72);
  await expectAll('unseen', ['nobody in time 3', 'nobody in time 3']);
  await bob.acknowledge(id);
  await expectAll('seen', ['seen by Bob Two', 'seen by Bob Two']);
  await ada.resolve(id, 'Sent an ambulance');
  await expectAll('resolved', ['nothing', 'nothing']);
  expect(own.state.getState().own?.resolvedBy?.fullname).toBe('Ada One');
  expect(JSON.stringify(own.state.getState())).not.toContain('ambulance');
});
