import type { Services } from '../../create-services.ts';
import type { AttentionReporter } from './attention-reporter.ts';

/** A patient of this window waits from when the server knows of it, whatever page is open, to when it is over. */
export const followPatient = (
  { session, rooms }: Pick<Services, 'session' | 'rooms'>,
  attention: AttentionReporter,
): void => {
  const follow = () => {
    const state = session.state.getState();
    const waits =
      state.status === 'signedIn' &&
      state.user.role === 'patient' &&
      Object.values(rooms.state.getState().rooms).some(
        ({ room }) =>
          room !== null &&
          (room.appointment.status === 'scheduled' || room.appointment.status === 'waiting') &&
          room.patients.some(({ userId }) => userId === state.user.id),
      );
    attention.put('wait', waits ? true : null);
  };
  session.state.subscribe(follow);
  rooms.state.subscribe(follow);
};
