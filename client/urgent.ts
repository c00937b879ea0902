import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiErrorCode } from '../src-renderer/api/api-error.ts';
import type { EmergencyStore } from '../src-renderer/features/emergencies/emergency-store.ts';

/** A call for help that the server has not confirmed. */
export type UrgentMessage = {
  clientId: string;
  /** To whom it was written; every doctor of the clinic is alerted. */
  to: string;
  message: string;
  /** Milliseconds of this client's clock. */
  createdAt: number;
  isEmergency: true;
} & ({ status: 'sending' } | { status: 'failed'; code: ApiErrorCode });

/** Calls for help as they are shown while they are sent: now or not at all, so that none comes hours later. */
export type Urgent = {
  readonly state: StoreApi<readonly UrgentMessage[]>;
  raise(to: string, content: string, clientId: string): string;
  /** Sends one again that failed, under the same id. */
  retry(clientId: string): void;
  discard(clientId: string): void;
  clear(): void;
};

export const createUrgent = (
  emergencies: Pick<EmergencyStore, 'raise'>,
  now: () => number = Date.now,
): Urgent => {
  const state = createStore<readonly UrgentMessage[]>(() => []);
  const without = (id: string) => state.getState().filter(({ clientId }) => clientId !== id);

  const send = async (to: string, message: string, clientId: string, createdAt: number): Promise<void> => {
    const entry = { clientId, to, message, createdAt, isEmergency: true } as const;
    state.setState([...without(clientId), { ...entry, status: 'sending' }], true);
    const outcome = await emergencies.raise({ content: message, receiverId: to, clientId });
    // Somebody else may be signed in by now.
    if (!state.getState().some((known) => known.clientId === clientId)) return;
    const code =
      outcome.kind === 'refused' ? outcome.code : outcome.kind === 'unknown' ? 'timeout' : 'offline';
    state.setState(
      outcome.kind === 'sent'
        ? without(clientId)
        : [...without(clientId), { ...entry, status: 'failed', code }],
      true,
    );
  };

  return {
    state,
    raise(to, content, clientId) {
      void send(to, content, clientId, now());
      return clientId;
    },
    retry(clientId) {
      const found = state.getState().find((entry) => entry.clientId === clientId);
      if (found?.status === 'failed') void send(found.to, found.message, clientId, found.createdAt);
    },
    discard(clientId) {
      const found = state.getState().find((entry) => entry.clientId === clientId);
      if (found?.status === 'failed') state.setState(without(clientId), true);
    },
    clear: () => state.setState([], true),
  };
};
