import type { Database, Statement } from 'better-sqlite3';
import type { AppointmentRecord, AppointmentView } from '../../../domain/records.ts';
import { isFinalStatus } from '../../../protocol/appointment-status.ts';
import type { Store } from '../../store.ts';
import { SELECT_APPOINTMENT_VIEW, toAppointmentView, type AppointmentViewRow } from '../../shared/rows.ts';
import type { InvitationWriter } from './invitations.ts';
import type { NotificationWriter } from './notifications.ts';
import type { OperationContext, Operations } from './types.ts';

type AppointmentOperation =
  | 'createAppointment'
  | 'getAppointment'
  | 'findAppointmentByRoom'
  | 'listAppointments'
  | 'transitionAppointment';

/** How appointments are read; every other subject needs it. */
export type AppointmentReader = {
  byId: (id: string) => AppointmentView | null;
  byRoom: (roomId: string) => AppointmentView | null;
};

export const createAppointmentReader = ({ db }: Pick<OperationContext, 'db'>): AppointmentReader => {
  const viewById = db.prepare<[id: string], AppointmentViewRow>(
    `${SELECT_APPOINTMENT_VIEW} WHERE appointments.id = ?`,
  );
  const viewByRoom = db.prepare<[roomId: string], AppointmentViewRow>(
    `${SELECT_APPOINTMENT_VIEW} WHERE appointments.room_id = ?`,
  );
  const view = (row: AppointmentViewRow | undefined): AppointmentView | null =>
    row === undefined ? null : toAppointmentView(row);
  return {
    byId: (id) => view(viewById.get(id)),
    byRoom: (roomId) => view(viewByRoom.get(roomId)),
  };
};

type ListFilter = Parameters<Store['listAppointments']>[0];

const LIST_CONDITIONS: Record<Exclude<keyof ListFilter, 'limit'>, string> = {
  doctorId: 'appointments.doctor_id = @doctorId',
  patientId: 'appointments.patient_id = @patientId',
  appointmentId: 'appointments.id = @appointmentId',
  from: 'appointments.starts_at >= @from',
  to: 'appointments.starts_at < @to',
};

/** One statement for each combination of filters that was used: `OR @x IS NULL` would not use an index. */
const createList = (db: Database): ((filter: ListFilter) => AppointmentView[]) => {
  type Parameters = ListFilter & { limit: number };
  const statements = new Map<string, Statement<[Parameters], AppointmentViewRow>>();
  const names = Object.keys(LIST_CONDITIONS) as (keyof typeof LIST_CONDITIONS)[];
  return (filter) => {
    const used = names.filter((name) => filter[name] !== undefined);
    const where = used.map((name) => LIST_CONDITIONS[name]).join(' AND ');
    let statement = statements.get(where);
    if (statement === undefined) {
      statement = db.prepare<[Parameters], AppointmentViewRow>(
        `${SELECT_APPOINTMENT_VIEW} ${where === '' ? '' : `WHERE ${where}`}
         ORDER BY appointments.starts_at DESC, appointments.id DESC LIMIT @limit`,
      );
      statements.set(where, statement);
    }
    // The latest are kept; -1 is no limit.
    return statement
      .all({ ...filter, limit: filter.limit ?? -1 })
      .reverse()
      .map(toAppointmentView);
  };
};

/** Appointments and their states. */
export const createAppointmentOperations = (
  { db, appendAudit }: OperationContext,
  read: AppointmentReader,
  { insertInvitation }: InvitationWriter,
  { tellPatient }: Pick<NotificationWriter, 'tellPatient'>,
): Pick<Operations, AppointmentOperation> => {
  const insertAppointment = db.prepare<AppointmentRecord>(
    `INSERT INTO appointments (id, room_id, patient_id, doctor_id, starts_at, duration_minutes,
       follow_up_of, reason, status, created_at,
       started_at, ended_at)
     VALUES (@id, @roomId, @patientId, @doctorId, @startsAt, @durationMinutes,
       @followUpOf, @reason, @status, @createdAt,
       @startedAt, @endedAt)`,
  );
  const move = db.prepare<
    Pick<AppointmentView, 'id' | 'status' | 'startedAt' | 'endedAt' | 'closingMessage'>
  >(
    `UPDATE appointments SET status = @status, started_at = @startedAt, ended_at = @endedAt,
       closing_message = @closingMessage
     WHERE id = @id`,
  );
  const removeEntries = db.prepare<[roomId: string]>('DELETE FROM waiting_entries WHERE room_id = ?');

  const existing = (id: string): AppointmentView => {
    const view = read.byId(id);
    if (view === null) throw new Error('an appointment that was just written is missing');
    return view;
  };

  return {
    createAppointment: ({ appointment, invitation, news, audit }) => {
      insertAppointment.run(appointment);
      insertInvitation(invitation);
      if (news !== undefined) tellPatient(news);
      appendAudit(audit);
      return existing(appointment.id);
    },
    getAppointment: read.byId,
    findAppointmentByRoom: read.byRoom,
    listAppointments: createList(db),
    transitionAppointment: ({ appointmentId, from, to, at, closingMessage = null, news, audit }) => {
      const before = read.byId(appointmentId);
      if (before === null || !from.includes(before.status)) return null;
      move.run({
        id: appointmentId,
        status: to,
        startedAt: to === 'inCall' ? (before.startedAt ?? at) : before.startedAt,
        endedAt: isFinalStatus(to) ? at : null,
        closingMessage: isFinalStatus(to) ? closingMessage : null,
      });
      if (to === 'ended') removeEntries.run(before.roomId);
      if (news !== undefined) tellPatient(news);
      appendAudit(audit);
      return existing(appointmentId);
    },
  };
};
