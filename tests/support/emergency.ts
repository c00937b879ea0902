import { openingHoursSchema, type ClinicSettings } from '../../server/protocol/index.ts';
import { arrangeChat } from './chat.ts';
import type { Person, TestServer } from './server.ts';

/** Changes the clinic's settings as an administrator. */
export const saveSettings = (server: TestServer, admin: Person, changes: Partial<ClinicSettings>) =>
  server.expectStatus(
    200,
    server.request<{ data: { settings: ClinicSettings } }>(
      'PUT',
      '/api/clinic/settings',
      {
        name: 'Anteroom Clinic',
        openingHours: openingHoursSchema.parse({}),
        timeZone: null,
        emergencyNumber: null,
        shows: { position: true, expectedWait: true, presence: true },
        relayOnly: false,
        ...changes,
      },
      admin.bearer,
    ),
  );

/** A clinic as `arrangeChat` makes it, with a second doctor who does not know the patient, and a clock to move. */
export const arrangeEmergency = async (options: Parameters<typeof arrangeChat>[0] = {}) => {
  let offset = 0;
  const start = Date.UTC(2026, 0, 1);
  const now = () => start + offset;
  const chat = await arrangeChat({ now, ...options });
  const stranger = await chat.server.addDoctor(chat.doctor, 'bob@clinic.example');
  const strangerSocket = await chat.server.connect(stranger);
  await strangerSocket.settled();
  return {
    ...chat,
    stranger,
    strangerSocket,
    raise: (content: string, extra: { receiverId?: string; clientId?: string } = {}) =>
      chat.patientSocket.request('raise_emergency', { content, ...extra }),
    now,
    /** What the clock shows then. */
    at: (seconds: number) => new Date(start + seconds * 1000).toISOString(),
    moveTo: (seconds: number) => {
      offset = seconds * 1000;
    },
  };
};
