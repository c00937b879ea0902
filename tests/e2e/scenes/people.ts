import { io, type Socket } from 'socket.io-client';
import {
  type Ack,
  type ClientAckData,
  type ClientEvent,
  type ClientPayloadInput,
  type RouteAnswer,
  type RouteBodyInput,
  type RouteName,
  type ServerEvent,
} from '../../../server/protocol/index.ts';
import type { BuiltServer } from '../fixtures/built-server.ts';
import { callRoute, type Clinic } from '../fixtures/clinic.ts';

/** People of a scene who have no page: they act by HTTP and socket, so that a scene stands in a moment. */

/** A connection of somebody to the clinic. */
export type Line = {
  request<E extends ClientEvent>(event: E, payload: ClientPayloadInput<E>): Promise<ClientAckData<E>>;
  /** Resolves when the server tells this event. */
  heard(event: ServerEvent): Promise<void>;
  close(): void;
};

export type Visit = RouteAnswer<'createAppointment'>['data'] & {
  roomId: string;
  patientId: string;
  /** The patient opens the invitation, without coming in. */
  open(): Promise<RouteAnswer<'invite'>>;
  /** The patient opens the invitation and sits in the waiting room. A page may go on with the session. */
  come(): Promise<Line & Pick<Doctor, 'refreshToken'>>;
  close(outcome: RouteBodyInput<'closeAppointment'>['outcome'], message?: string): Promise<void>;
  /** The doctor calls a route of this appointment. */
  change<R extends RouteName>(name: R, body: RouteBodyInput<R>): Promise<RouteAnswer<R>>;
};

export type Doctor = {
  fullname: string;
  email: string;
  token: string;
  refreshToken: string;
  /** Comes online. */
  connect(): Promise<Line>;
  invite(
    fullname: string,
    appointment?: Partial<Omit<RouteBodyInput<'createAppointment'>, 'patientId'>>,
    patient?: Partial<RouteBodyInput<'createPatient'>>,
  ): Promise<Visit>;
};

export const PASSWORD = 'a long enough password';
const ACK_MS = 5_000;

const connect = async (url: string, token: string, userType: string): Promise<Line> => {
  const socket: Socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token, userType },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    request: async (event, payload) => {
      const ack = (await socket.timeout(ACK_MS).emitWithAck(event, payload)) as Ack<
        ClientAckData<typeof event>
      >;
      if (!ack.ok) throw new Error(`${event} was refused: ${ack.code}`);
      return ack;
    },
    heard: (event) =>
      new Promise((resolve) => {
        socket.once(event, () => resolve());
      }),
    close: () => socket.disconnect(),
  };
};

/** Somebody with an account comes online for a moment and does something. */
export const asPerson = async <T>(
  server: BuiltServer,
  email: string,
  act: (line: Line) => Promise<T>,
): Promise<T> => {
  const { token, user } = await callRoute(server, 'login', { email, password: PASSWORD });
  const line = await connect(server.url, token, user.role);
  try {
    return await act(line);
  } finally {
    line.close();
  }
};

/** Plans a visit of a patient who is there already; with an outcome, it is over. */
export const addVisit = async (
  server: BuiltServer,
  token: string,
  appointment: RouteBodyInput<'createAppointment'>,
  outcome?: RouteBodyInput<'closeAppointment'>['outcome'],
): Promise<void> => {
  const { data } = await callRoute(server, 'createAppointment', appointment, token);
  if (outcome === undefined) return;
  await callRoute(server, 'closeAppointment', { outcome }, token, { appointmentId: data.appointment.id });
};

/**
 * A doctor who has an account signs in.
 * @param opened gets every connection that is opened for these people
 */
export const signInDoctor = async (
  server: BuiltServer,
  { fullname, email }: Pick<Doctor, 'fullname' | 'email'>,
  now: () => number,
  opened: (line: Line) => void,
): Promise<Doctor> => {
  const line = async (token: string, userType: string) => {
    const connected = await connect(server.url, token, userType);
    opened(connected);
    return connected;
  };
  const { token, refreshToken } = await callRoute(server, 'login', { email, password: PASSWORD });
  return {
    fullname,
    email,
    token,
    refreshToken,
    connect: () => line(token, 'doctor'),
    invite: async (patientName, appointment = {}, patient = {}) => {
      const added = await callRoute(server, 'createPatient', { fullname: patientName, ...patient }, token);
      const patientId = added.data.user.id;
      const { data } = await callRoute(
        server,
        'createAppointment',
        { patientId, startsAt: new Date(now()).toISOString(), ...appointment },
        token,
      );
      const { roomId, id } = data.appointment;
      const change = <R extends RouteName>(name: R, body: RouteBodyInput<R>) =>
        callRoute(server, name, body, token, { appointmentId: id });
      const open = () => callRoute(server, 'invite', { invite: data.invite.invite });
      return {
        ...data,
        roomId,
        patientId,
        open,
        come: async () => {
          const { token: ownToken, refreshToken: ownRefreshToken } = await open();
          const connected = await line(ownToken, 'patient');
          await connected.request('join-waiting-room', { roomId });
          return { ...connected, refreshToken: ownRefreshToken };
        },
        change,
        close: async (outcome, message) => {
          await change('closeAppointment', { outcome, message });
        },
      };
    },
  };
};

/** Adds a doctor, who has a queue of their own. */
export const addDoctor = async (
  server: BuiltServer,
  clinic: Pick<Clinic, 'token'>,
  { fullname, email }: Pick<Doctor, 'fullname' | 'email'>,
  now: () => number,
  opened: (line: Line) => void,
): Promise<Doctor> => {
  await callRoute(server, 'createDoctor', { fullname, email, password: PASSWORD }, clinic.token);
  return signInDoctor(server, { fullname, email }, now, opened);
};
