import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EmergencyAlert, OwnEmergency, ServerPayload } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { fullJitter } from '../../api/backoff.ts';
import type { Session } from '../../api/session.ts';
import type { SocketClient } from '../../api/socket-client.ts';
import { isLater, isOfAll, sortOpen, withMarks } from './emergency-view.ts';

/** What a patient has begun to write, and did not send. */
export type EmergencyDraft = {
  text: string;
  /** Whom it is to go to, as far as that was chosen. */
  receiverId: string | null;
  /** The same as long as nobody knows what became of it, so that a second try is no second alert. */
  clientId: string;
};

export type EmergenciesState = {
  /** Of a patient: stays when it is over, until it is put away. */
  own: OwnEmergency | null;
  /** The own one is over, and who ended it was told while this device did not hear it. */
  isOwnOver: boolean;
  /** Of a patient, in memory alone: a dialog that is closed by accident loses no words. */
  draft: EmergencyDraft | null;
  /** Of a doctor: all that are open, those that nobody has acknowledged first; null until they are known. */
  open: readonly EmergencyAlert[] | null;
};

/** What became of a call for help. */
export type RaiseOutcome =
  | { kind: 'sent' }
  /** It did not leave this device, and it never will by itself. */
  | { kind: 'notSent' }
  /** No answer came: it may have arrived. The same with the same `clientId` is no second one. */
  | { kind: 'unknown' }
  | { kind: 'refused'; code: ApiErrorCode };

/** Emergencies as far as whoever is signed in has to do with them, in memory. */
export type EmergencyStore = {
  readonly state: StoreApi<EmergenciesState>;
  /** Asks now and after each reconnection; from then on it follows what happens. */
  follow(): void;
  /** Asks for help. Never queued: it is sent now or not at all. */
  raise(alert: { content: string; receiverId: string | null; clientId: string }): Promise<RaiseOutcome>;
  /** All alerts of it that are known here. @throws ApiError `conflict` if there are more, which come then */
  acknowledge(id: string): Promise<void>;
  /** As `acknowledge`. */
  resolve(id: string, note: string): Promise<void>;
  /** Null once it is sent. */
  keepDraft(draft: EmergencyDraft | null): void;
  /** True once for each step of the own one: it is said when it comes, not on every page that shows it. */
  isNews(step: string): boolean;
  /** Puts the own one away that is over. */
  putAway(): void;
  clear(): void;
};

/** Stored or not: nobody here knows. */
const UNKNOWN: ReadonlySet<ApiErrorCode> = new Set(['offline', 'timeout', 'internal', 'storage_unavailable']);

const EMPTY: EmergenciesState = { own: null, isOwnOver: false, draft: null, open: null };

export const createEmergencyStore = ({
  socket,
  session,
  random = Math.random,
}: {
  socket: Pick<SocketClient, 'state' | 'request' | 'on' | 'onOnline'>;
  session: Pick<Session, 'state'>;
  random?: () => number;
}): EmergencyStore => {
  const state = createStore<EmergenciesState>(() => EMPTY);
  /** What is over never opens again, whatever an answer says that was on its way meanwhile. */
  const over = new Set<string>();
  /** When each was told, counted in events and requests: an answer does not know what was told while it was on its way. */
  const toldAt = new Map<string, number>();
  let moment = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastStep: string | null = null;
  let isFollowed = false;
  let failures = 0;
  let epoch = 0;

  const role = () => {
    const current = session.state.getState();
    return current.status === 'signedIn' ? current.user.role : null;
  };

  const setOwn = (own: OwnEmergency): void => {
    const known = state.getState().own;
    const isSame = known?.id === own.id;
    // An answer that knows fewer alerts is the older one.
    if (isSame && known.count > own.count && own.resolvedAt === null) return;
    state.setState({ own: isSame ? withMarks(own, known) : own, isOwnOver: false });
  };
  const answerOwn = (own: OwnEmergency | null): void => {
    if (own !== null) setOwn(own);
    else state.setState((known) => ({ isOwnOver: known.own !== null && known.own.resolvedAt === null }));
  };
  /** @param askedAt what was told later is not missing in the answer */
  const setOpen = (answer: readonly EmergencyAlert[], askedAt: number): void => {
    const known = new Map(state.getState().open?.map((alert) => [alert.id, alert]));
    const answered = new Set(answer.map(({ id }) => id));
    const later = [...known.values()].filter(
      ({ id }) => !answered.has(id) && (toldAt.get(id) ?? 0) > askedAt,
    );
    const current = [...answer, ...later].filter(({ id }) => !over.has(id));
    state.setState({
      open: sortOpen(
        current.map((alert) => {
          const before = known.get(alert.id);
          if (before === undefined) return alert;
          return withMarks(isLater(before, alert) ? before : alert, before);
        }),
      ),
    });
  };

  const load = async (): Promise<void> => {
    const startedIn = epoch;
    const askedAt = (moment += 1);
    clearTimeout(timer);
    try {
      if (role() === 'patient') {
        const { emergency } = await socket.request('own_emergency', {});
        if (startedIn === epoch) answerOwn(emergency);
      } else if (role() === 'doctor') {
        const { emergencies } = await socket.request('open_emergencies', {});
        if (startedIn === epoch) setOpen(emergencies, askedAt);
      }
      failures = 0;
    } catch (error) {
      // The next connection asks again.
      if (startedIn !== epoch || codeOf(error) === 'offline') return;
      failures += 1;
      timer = setTimeout(() => void load(), fullJitter(failures, random));
    }
  };

  const acknowledged = ({
    emergencyId,
    acknowledgedAt,
    acknowledgedBy,
    count,
  }: ServerPayload<'emergency:acknowledged'>): void =>
    state.setState(({ own, open }) => ({
      own: own?.id === emergencyId && isOfAll(count, own) ? { ...own, acknowledgedAt, acknowledgedBy } : own,
      open:
        open &&
        sortOpen(
          open.map((alert) =>
            alert.id === emergencyId && isOfAll(count, alert)
              ? { ...alert, acknowledgedAt, acknowledgedBy }
              : alert,
          ),
        ),
    }));

  const resolved = ({ emergencyId, resolvedAt, resolvedBy }: ServerPayload<'emergency:resolved'>): void => {
    over.add(emergencyId);
    state.setState(({ own, open }) => ({
      own: own?.id === emergencyId ? { ...own, resolvedAt, resolvedBy } : own,
      ...(own?.id === emergencyId && { isOwnOver: false }),
      open: open?.filter(({ id }) => id !== emergencyId) ?? null,
    }));
  };

  /** What the doctor has seen of it; a refusal because there is more brings that. */
  const withCount = async <T>(id: string, ask: (count: { count?: number }) => Promise<T>): Promise<T> => {
    const count = state.getState().open?.find((alert) => alert.id === id)?.count;
    try {
      return await ask(count === undefined ? {} : { count });
    } catch (error) {
      if (codeOf(error) === 'conflict' && isFollowed) void load();
      throw error;
    }
  };

  /** Told of something that is not known here: of another device of the patient, or missed. */
  const loadIfUnknown = (id: string): void => {
    const { own, open } = state.getState();
    const isKnown = own?.id === id || over.has(id) || open?.some((alert) => alert.id === id) === true;
    if (!isKnown && isFollowed) void load();
  };

  socket.on('emergency:alert', (alert) => {
    if (role() !== 'doctor') return;
    moment += 1;
    toldAt.set(alert.id, moment);
    const others = (state.getState().open ?? []).filter(({ id }) => id !== alert.id);
    setOpen([...others, alert], moment);
  });
  socket.on('emergency:acknowledged', (told) => {
    loadIfUnknown(told.emergencyId);
    acknowledged(told);
  });
  socket.on('emergency:resolved', resolved);
  socket.on('emergency:unseen', ({ emergencyId, since, emergencyNumber }) => {
    loadIfUnknown(emergencyId);
    state.setState(({ own }) =>
      own?.id === emergencyId ? { own: { ...own, unseenSince: since, emergencyNumber } } : {},
    );
  });
  // Another device of the patient asks for help.
  socket.on('message_sent', ({ message }) => {
    if (message.messageType === 'emergency' && isFollowed) void load();
  });
  socket.onOnline(() => {
    if (isFollowed) void load();
  });

  return {
    state,
    follow() {
      if (isFollowed) return;
      isFollowed = true;
      if (socket.state.getState().status === 'online') void load();
    },
    async raise({ content, receiverId, clientId }) {
      if (socket.state.getState().status !== 'online') return { kind: 'notSent' };
      const startedIn = epoch;
      try {
        const { emergency } = await socket.request('raise_emergency', {
          content,
          clientId,
          ...(receiverId !== null && { receiverId }),
        });
        if (startedIn === epoch) setOwn(emergency);
        return { kind: 'sent' };
      } catch (error) {
        const code = codeOf(error);
        return UNKNOWN.has(code) ? { kind: 'unknown' } : { kind: 'refused', code };
      }
    },
    async acknowledge(id) {
      acknowledged(
        await withCount(id, (count) =>
          socket.request('acknowledge_emergency', { emergencyId: id, ...count }),
        ),
      );
    },
    async resolve(id, note) {
      const trimmed = note.trim();
      resolved(
        await withCount(id, (count) =>
          socket.request('resolve_emergency', {
            emergencyId: id,
            ...count,
            ...(trimmed !== '' && { note: trimmed }),
          }),
        ),
      );
    },
    keepDraft: (draft) => state.setState({ draft }),
    isNews(step) {
      const isNew = step !== lastStep;
      lastStep = step;
      return isNew;
    },
    putAway: () => state.setState({ own: null, isOwnOver: false }),
    clear() {
      epoch += 1;
      isFollowed = false;
      lastStep = null;
      failures = 0;
      clearTimeout(timer);
      over.clear();
      toldAt.clear();
      state.setState(EMPTY, true);
    },
  };
};
