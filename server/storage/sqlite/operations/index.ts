import type { Database } from 'better-sqlite3';
import { createAccountOperations, createAccountReader } from './accounts.ts';
import { createAgendaOperations } from './agenda.ts';
import { createArchiveOperations, createArchiveReader } from './archive.ts';
import { createArrivalOperations } from './arrivals.ts';
import { createAppointmentOperations, createAppointmentReader } from './appointments.ts';
import { createAuditOperations } from './audit.ts';
import { createCallRoomOperations } from './call-rooms.ts';
import { createClinicSettingsOperations } from './clinic-settings.ts';
import { createEmergencyOperations } from './emergencies.ts';
import { createFileOperations, createFileReferences } from './files.ts';
import { createInvitationOperations, createInvitationWriter } from './invitations.ts';
import { createConversationOperations } from './conversations.ts';
import { createMessageFiles } from './message-files.ts';
import { createMessageIndex } from './message-index.ts';
import { createMessageSearch } from './message-search.ts';
import { createMessageOperations, createMessageReader } from './messages.ts';
import { createMailOperations, createMailWriter } from './mails.ts';
import { createMonitoringOperations } from './monitoring.ts';
import { createNotificationOperations, createNotificationWriter } from './notifications.ts';
import { createProfileOperations } from './profile.ts';
import { createPasswordLinkOperations } from './password-links.ts';
import { createPeopleOperations } from './people.ts';
import { createPeriodOperations } from './periods.ts';
import { createReactionOperations, createReactionReader } from './reactions.ts';
import { createRelationAccessOperations } from './relation-access.ts';
import { createReceiptReader } from './receipts.ts';
import { createDeviceReportWriter, createRelationOperations } from './relations.ts';
import { createQueueOperations } from './queue.ts';
import { createSecondFactorOperations, createSecondFactorRemover } from './second-factor.ts';
import { createSessionOperations, createSessionWriter } from './sessions.ts';
import { createTlsKeyOperations } from './tls-key.ts';
import { createVisitSummaryOperations } from './visit-summaries.ts';
import type { LocalOperations, OperationContext } from './types.ts';
import { createWaitingRoomOperations } from './waiting-room.ts';

/** All operations on one database, with their statements prepared. */
export const createOperations = (db: Database): LocalOperations => {
  const audit = createAuditOperations(db);
  const context: OperationContext = { db, appendAudit: audit.appendAudit };
  const accounts = createAccountReader(context);
  const appointments = createAppointmentReader(context);
  const invitationWriter = createInvitationWriter(context);
  const sessionWriter = createSessionWriter(context);
  const messageIndex = createMessageIndex(context);
  const messageFiles = createMessageFiles(context);
  const messages = createMessageReader(context, messageIndex, messageFiles);
  const receipts = createReceiptReader(context, messageFiles);
  const reactions = createReactionReader(context);
  const files = createFileReferences(context);
  const { remove: removeFromSearch, ...search } = createMessageSearch(context, messages, receipts, reactions);
  const removeSecondFactor = createSecondFactorRemover(context);
  const mailWriter = createMailWriter(context);
  const notificationWriter = createNotificationWriter(context, mailWriter);
  const messaging = createMessageOperations(
    context,
    messageIndex,
    messages,
    files,
    notificationWriter,
    receipts,
  );
  const booking = createAppointmentOperations(context, appointments, invitationWriter, notificationWriter);
  const invitations = createInvitationOperations(
    context,
    { accounts, appointments },
    invitationWriter,
    sessionWriter,
  );
  return {
    ...audit,
    ...createAccountOperations(context, accounts),
    ...createRelationAccessOperations(context, messageIndex, messages),
    ...createPeopleOperations(context, accounts, appointments),
    ...createPasswordLinkOperations(context, accounts),
    ...createSessionOperations(context, accounts, sessionWriter),
    ...createProfileOperations(context, removeSecondFactor),
    ...createSecondFactorOperations(context, removeSecondFactor),
    ...booking,
    ...invitations,
    ...createAgendaOperations(context, appointments, { ...booking, ...invitations }, notificationWriter),
    ...createWaitingRoomOperations(
      context,
      appointments,
      messages,
      reactions,
      createDeviceReportWriter(context),
    ),
    ...createArrivalOperations(context, appointments),
    ...createQueueOperations(context),
    ...messaging,
    ...createEmergencyOperations(context, messageIndex, messaging.appendMessage, notificationWriter),
    ...createConversationOperations(
      context,
      messageIndex,
      messages,
      receipts,
      files,
      removeFromSearch,
      notificationWriter,
      reactions,
      createArchiveReader(context),
    ),
    ...createReactionOperations(context, messageIndex, messages, reactions),
    ...createArchiveOperations(context, messageIndex),
    ...createRelationOperations(context),
    ...createNotificationOperations(context, mailWriter),
    ...createMailOperations(context, { accounts, appointments }, mailWriter),
    ...createFileOperations(context, files),
    ...search,
    ...createCallRoomOperations(context),
    ...createClinicSettingsOperations(context),
    ...createVisitSummaryOperations(context),
    ...createMonitoringOperations(context),
    ...createPeriodOperations(context),
    ...createTlsKeyOperations(context),
  };
};
