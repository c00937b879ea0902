import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CHOSEN_STATUSES } from '../../../server/protocol/index.ts';
import type { Services } from '../../create-services.ts';

export type ChosenStatus = (typeof CHOSEN_STATUSES)[number];

/** How the person who is signed in appears to those who share a relation. */
export type OwnStatus = {
  readonly state: StoreApi<{
    /** Null: nothing but being there. */
    chosen: ChosenStatus | null;
    /** It is not known yet whether the server has heard of it. */
    pending: boolean;
  }>;
  /** Told at once, or when the connection is back. */
  choose(status: ChosenStatus): void;
  /** Nobody is at this device, or somebody is again. */
  setIdle(idle: boolean): void;
};

const STORED_UNDER = 'anteroom.status';

const isChosen = (status: string): status is ChosenStatus =>
  status === 'available' || status === 'busy' || status === 'away';

/**
 * A server that was left by all of a person's devices knows nothing of what was chosen before: the first that is
 * back says it again. What was chosen on another device meanwhile counts.
 * @param storage outlives a reload, not the window
 */
export const createOwnStatus = (
  { socket, session }: Pick<Services, 'socket' | 'session'>,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): OwnStatus => {
  const personNow = (): string | null => {
    const current = session.state.getState();
    return current.status === 'signedIn' && current.visit === null ? current.user.id : null;
  };
  /** Of this person: somebody else at the same window has chosen nothing. */
  const stored = (whose: string | null): ChosenStatus | null => {
    const [id, status = ''] = (storage.getItem(STORED_UNDER) ?? '').split(' ');
    return id === whose && isChosen(status) ? status : null;
  };
  let person = personNow();
  let idle = false;
  const state = createStore<ReturnType<OwnStatus['state']['getState']>>(() => ({
    chosen: stored(person),
    pending: false,
  }));

  const remember = (chosen: ChosenStatus | null): void => {
    if (chosen === null || person === null) storage.removeItem(STORED_UNDER);
    else storage.setItem(STORED_UNDER, `${person} ${chosen}`);
  };
  /** Grows with what the server tells: an answer that was on its way meanwhile is older. */
  let heard = 0;
  const accept = (chosen: ChosenStatus): void => {
    heard += 1;
    remember(chosen);
    state.setState({ chosen, pending: false });
  };
  const tell = (status: ChosenStatus): Promise<void> =>
    socket.request('set_status', { status }).then(
      () => {
        if (state.getState().chosen === status) state.setState({ pending: false });
      },
      // Told again after the next connection.
      () => undefined,
    );

  const greet = async (): Promise<void> => {
    const whose = person;
    if (whose === null) return;
    const before = heard;
    const answer = await socket.request('set_idle', { idle }).catch(() => null);
    if (answer === null || whose !== person || before !== heard) return;
    const { chosen, pending } = state.getState();
    if (chosen !== null && (pending || !isChosen(answer.status))) await tell(chosen);
    else if (isChosen(answer.status)) accept(answer.status);
  };

  session.state.subscribe(() => {
    const next = personNow();
    if (next === person) return;
    person = next;
    state.setState({ chosen: stored(next), pending: false });
    if (next === null) remember(null);
  });
  socket.on('own_status', ({ status }) => {
    if (isChosen(status)) accept(status);
  });
  socket.onOnline(() => void greet());

  return {
    state,
    choose: (status) => {
      remember(status);
      state.setState({ chosen: status, pending: true });
      void tell(status);
    },
    setIdle: (next) => {
      if (next === idle) return;
      idle = next;
      if (person !== null) void socket.request('set_idle', { idle }).catch(() => undefined);
    },
  };
};

const known = new WeakMap<Services['session'], OwnStatus>();

/** That of this window: made when it is first asked for, since its file comes after the first page. */
export const ownStatusOf = (services: Services): OwnStatus => {
  const status = known.get(services.session) ?? createOwnStatus(services, window.sessionStorage);
  known.set(services.session, status);
  return status;
};
