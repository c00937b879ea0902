import type { Database } from 'better-sqlite3';
import { createAccountOperations, createAccountReader } from './accounts.ts';
import { createArrivalOperations } from './arrivals.ts';
import { createAppointmentOperations, createAppointmentReader } from './appointments.ts';
import { createAuditOperations } from './audit.ts';
import { createCallRoomOperations } from './call-rooms.ts';
import { createInvitationOperations, createInvitationWriter } from './invitations.ts';
import { createMessageOperations, createMessageReader } from './messages.ts';
import { createQueueOperations } from './queue.ts';
import { createSessionOperations, createSessionWriter } from './sessions.ts';
import { createVisitSummaryOperations } from './visit-summaries.ts';
import type { OperationContext, Operations } from './types.ts';
import { createWaitingRoomOperations } from './waiting-room.ts';

/** All operations on one database, with their statements prepared. */
export const createOperations = (db: Database): Operations => {
  const audit = createAuditOperations(db);
  const context: OperationContext = { db, appendAudit: audit.appendAudit };
  const accounts = createAccountReader(context);
  const appointments = createAppointmentReader(context);
  const invitationWriter = createInvitationWriter(context);
  const sessionWriter = createSessionWriter(context);
  return {
    ...audit,
    ...createAccountOperations(context, accounts),
    ...createSessionOperations(context, accounts, sessionWriter),
    ...createAppointmentOperations(context, appointments, invitationWriter),
    ...createInvitationOperations(context, { accounts, appointments }, invitationWriter, sessionWriter),
    ...createWaitingRoomOperations(context, appointments, createMessageReader(context)),
    ...createArrivalOperations(context, appointments),
    ...createQueueOperations(context),
    ...createMessageOperations(context),
    ...createCallRoomOperations(context),
    ...createVisitSummaryOperations(context),
  };
};
