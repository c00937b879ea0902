import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Clinic } from '../server/protocol/index.ts';
import type { ApiErrorCode } from './api/api-error.ts';
import type { SessionState } from './api/session.ts';
import type { ConnectionState } from './api/socket-client.ts';
import type { ServersState } from './api/servers-store.ts';
import type { StorageState } from './api/storage-store.ts';
import type { Services } from './create-services.ts';
import type { RoomView } from './features/waiting-room/room-store.ts';

const ServicesContext = createContext<Services | null>(null);

export const ServicesProvider = ({ services, children }: { services: Services; children: ReactNode }) => (
  <ServicesContext value={services}>{children}</ServicesContext>
);

export const useServices = (): Services => {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('useServices needs a ServicesProvider above it');
  return services;
};

export const useSession = (): SessionState => useStore(useServices().session.state);

/** The signed-in person; only for screens behind a guard. */
export const useSignedIn = (): Extract<SessionState, { status: 'signedIn' }> => {
  const session = useSession();
  if (session.status !== 'signedIn') throw new Error('useSignedIn needs a guarded route above it');
  return session;
};

export const useConnection = (): ConnectionState => useStore(useServices().socket.state);

/** Whether the clinic's server can store anything. */
export const useStorage = (): StorageState => useStore(useServices().storage);

/** Whether the clinic's servers, where it has several, hear of each other. */
export const useServers = (): ServersState => useStore(useServices().servers);

/** One room; `undefined` before it was entered. */
export const useRoom = (roomId: string): RoomView | undefined =>
  useStore(useServices().rooms.state, ({ rooms }) => rooms[roomId]);

/** The clinic's name, as soon as it is known. */
export const useClinicName = (): string | null =>
  useStore(useServices().clinic.state, ({ clinic }) => clinic?.name ?? null);

/** What anyone may know of the clinic, as soon as it is known. */
export const useClinic = (): Clinic | null => useStore(useServices().clinic.state, ({ clinic }) => clinic);

/** Address of the clinic's logo; null if it has none. */
export const useClinicLogo = (): string | null => useStore(useServices().clinic.state, ({ logo }) => logo);

export const useClinicProblem = (): ApiErrorCode | null =>
  useStore(useServices().clinic.state, ({ problem }) => problem);
