import { codeOf } from '../../src-renderer/api/api-error.ts';
import type { ChaosPart } from './part.ts';
import { auditFailures } from './support/audit.ts';
import { setUpClinic } from './support/clinic.ts';
import { createPerson, type Person } from './support/person.ts';
import { createServerProcess } from './support/server-process.ts';
import { holdsWithin } from './support/until.ts';

const SCALES = {
  short: { openings: 100, rounds: 1 },
  full: { openings: 100, rounds: 20 },
} as const;

const MAX_OPENINGS = 5;

/** One invitation is opened on many devices in the same moment. */
export const openings: ChaosPart = {
  name: 'openings',
  title: 'One invitation, opened everywhere at once',
  promise: '100 parallel openings of an invitation: one live session, and five openings counted at most',
  async run({ scale, report }) {
    const { openings: count, rounds } = SCALES[scale];
    const failures: string[] = [];
    const codes = new Map<string, number>();
    let opened = 0;
    const server = await createServerProcess();
    try {
      await server.start();
      const { admin, invite } = await setUpClinic(server.url);
      for (let round = 1; round <= rounds; round += 1) {
        const { appointment, invite: secret } = await invite(admin, `Patient ${round}`);
        const devices = Array.from({ length: count }, () => createPerson(server.url));
        const isOpened = await Promise.all(
          devices.map((device) =>
            device.session.openInvitation(secret).then(
              () => true,
              (error: unknown) => {
                const code = codeOf(error);
                codes.set(code, (codes.get(code) ?? 0) + 1);
                return false;
              },
            ),
          ),
        );
        const winners = devices.filter((_, index) => isOpened[index]);
        opened += winners.length;
        if (winners.length > MAX_OPENINGS) failures.push(`round ${round}: ${winners.length} openings`);
        // Each asks the server who it is; only one session may still be anybody.
        const asks = (device: Person) =>
          device.rest.call('listAppointments', {}).then(
            () => true,
            () => false,
          );
        const live = (await Promise.all(winners.map(asks))).filter(Boolean).length;
        if (live !== 1) failures.push(`round ${round}: ${live} live sessions`);
        const online = () =>
          winners.filter(({ socket }) => socket.state.getState().status === 'online').length;
        if (!(await holdsWithin(10_000, () => online() === 1)))
          failures.push(`round ${round}: ${online()} live connections`);
        const { data } = await admin.rest.call('listAppointments', {});
        const counted = data.appointments.find(({ id }) => id === appointment.id)?.invitation?.openings;
        if (counted !== winners.length || counted > MAX_OPENINGS) {
          failures.push(
            `round ${round}: ${String(counted)} openings are counted, ${winners.length} succeeded`,
          );
        }
        for (const device of devices) device.close();
        report(`round ${round}: ${winners.length} opened, ${live} live`);
      }
      admin.close();
      const unexpected = [...codes.keys()].filter((code) => code !== 'invitation_used_up');
      if (unexpected.length > 0) failures.push(`refused with ${unexpected.join(', ')}`);
      failures.push(...auditFailures(server.dataDir));
      return {
        measured: {
          invitations: rounds,
          'openings tried at once': count,
          'openings that succeeded': opened,
          'openings refused as used up': codes.get('invitation_used_up') ?? 0,
          'live sessions of each invitation': failures.length === 0 ? 1 : 'see above',
        },
        failures,
      };
    } finally {
      await server.dispose();
    }
  },
};
