import type { FileContents } from '../storage/ports/file-contents.ts';
import type { Store } from '../storage/store.ts';
import { createAdmission } from './admission.ts';
import { createAccounts } from './accounts.ts';
import { createAppointmentNewsMaker } from './appointment-news.ts';
import { createAppointments } from './appointments.ts';
import { createArchive } from './archive.ts';
import { createArrivals } from './arrivals.ts';
import { createBroadcasts } from './broadcasts.ts';
import { createCallAccess } from './call-access.ts';
import { createCallBacks } from './call-backs.ts';
import { createCallRegistry } from './call-registry.ts';
import { createCallRooms } from './call-rooms.ts';
import { createCalls } from './calls.ts';
import { createClockJumps } from './clock-jumps.ts';
import { createContacts } from './contacts.ts';
import { createConversationOpenings } from './conversation-openings.ts';
import { createConversations } from './conversations.ts';
import { createClinicSettings } from './clinic-settings.ts';
import type { Command, CommandInput, CommandName, CommandResult } from './commands.ts';
import type { Outcome } from './events.ts';
import { quiet } from './events.ts';
import { createDoctors } from './doctors.ts';
import { createEmergencies } from './emergencies.ts';
import { createFiles } from './files.ts';
import { createHold } from './hold.ts';
import { ifUnavailable } from './errors.ts';
import type { Connection } from './identity.ts';
import { createMailing, type MailingWatch } from './mailing.ts';
import { createInvitationMaker } from './new-invitation.ts';
import { createNotifications } from './notifications.ts';
import { createOwnAccount, requireOwnAccount } from './own-account.ts';
import type { Clock, FileInspection, Ids, Links, Mailer, OneTimeCodes, Passwords, Secrets } from './ports.ts';
import { createProfile } from './profile.ts';
import { createPasswordLinks } from './password-links.ts';
import { createOwedWrites, type OwedWritesWatch } from './owed-writes.ts';
import type { Peers } from './peers.ts';
import { createPeople } from './people.ts';
import { createPeopleNames } from './people-names.ts';
import { createQueue } from './queue.ts';
import { createQueueNews } from './queue-news.ts';
import { createReactions } from './reactions.ts';
import { createRelationAccess } from './relation-access.ts';
import { createRelations } from './relations.ts';
import { createReschedule } from './reschedule.ts';
import { createRoomEntry } from './room-entry.ts';
import { createRoomLimit } from './room-limit.ts';
import { createRoomPresence } from './room-presence.ts';
import { createSecondFactor } from './second-factor.ts';
import { createSessions } from './sessions.ts';
import { createToldMessages } from './told-messages.ts';
import { createSharedMemory, tellChanges, tellSettings, tellTyping, type Memory } from './shared-memory.ts';
import { createTyping } from './typing.ts';
import { createUploads, type FileLimits } from './uploads.ts';
import { createVisitNews } from './visit-news.ts';
import { createVisitSummaries } from './visit-summaries.ts';
import { createWaitingRoom } from './waiting-room.ts';

/** Rooms made by REST that nobody entered are forgotten after this time. */
const UNUSED_ROOM_MS = 24 * 3_600_000;
/** Their rows are kept longer, because front ends may make a room long before its call. */
const CALL_ROOM_KEPT_MS = 30 * 24 * 3_600_000;

/** The rules of one clinic over one store. */
export const createClinic = (
  deps: OwedWritesWatch &
    MailingWatch & {
      store: Store;
      clock: Clock;
      ids: Ids;
      passwords: Passwords;
      secrets: Secrets;
      codes: OneTimeCodes;
      /** Null: the server sends no mail. */
      mailer: Mailer | null;
      links: Links;
      /** A TURN server is configured. */
      relayAvailable: () => boolean;
      /** Waiting rooms and calls that one connection may be in. */
      roomsPerConnection: number;
      contents: FileContents;
      inspection: FileInspection;
      fileLimits: FileLimits;
      /** Bytes of a file are not there, or not what was stored. */
      onDamagedFile: (fileId: string) => void;
      /** The other servers of the clinic; null for the only one. */
      peers: Peers | null;
    },
) => {
  const { store, clock, ids, mailer, peers } = deps;
  const owed = createOwedWrites(deps);
  const jumps = createClockJumps(deps);
  const memory: Memory = {
    registry: createCallRegistry(),
    presence: createRoomPresence(),
    contacts: createContacts({ store, clock, showsPresence: () => settings.current().shows.presence }),
  };
  const { registry, presence, contacts } = peers === null ? memory : tellChanges(memory, peers);
  const names = createPeopleNames(deps);
  const ownTyping = createTyping({ clock, contacts });
  const typing = peers === null ? ownTyping : tellTyping(ownTyping, peers);
  const told = createToldMessages();
  const { contents, fileLimits, onDamagedFile: onDamaged } = deps;
  const files = createFiles({ store, clock, owed, contents, onDamaged });
  const uploads = createUploads({ ...deps, names, files, limits: fileLimits, onDamaged });
  const openings = createConversationOpenings({ store, clock, owed });
  const conversations = createConversations({
    store,
    clock,
    ids,
    names,
    typing,
    contacts,
    files,
    told,
    openings,
  });
  const relationAccess = createRelationAccess({ store, clock, ids, names, contacts });
  const readMessages = async (
    { identity }: Connection,
    { messageIds, pair }: CommandInput<'readMessages'>,
  ): Promise<Outcome<null>> => {
    const other = pair === null ? null : (await relationAccess.openPair(identity, pair)).other;
    return conversations.readMessages(identity, messageIds, other?.id ?? null);
  };
  const notifications = createNotifications(deps);
  const patientNews = createAppointmentNewsMaker({ store, clock, ids, isMailing: mailer !== null });
  const makeInvitation = createInvitationMaker(deps);
  const visitNews = createVisitNews({ contacts, names, presence });
  const ownAccount = createOwnAccount(deps);
  const secondFactor = createSecondFactor({ ...deps, ownAccount });
  const sessions = createSessions({ ...deps, secondFactor, jumps, owed });
  const profile = createProfile({ ...deps, ownAccount, secondFactor });
  const accounts = createAccounts({ ...deps, sessions, contacts });
  const ownSettings = createClinicSettings(deps);
  const settings = peers === null ? ownSettings : tellSettings(ownSettings, peers);
  const emergencies = createEmergencies({ ...deps, names, typing, contacts, settings, owed });
  const mailing = createMailing({
    ...deps,
    makeInvitation,
    timeZone: () => settings.current().timeZone,
  });
  const news = createQueueNews({ store, clock, settings });
  const { roomsPerConnection } = deps;
  const roomLimit = createRoomLimit({ presence, registry, roomsPerConnection });
  const roomEntry = createRoomEntry({ store, clock, presence, settings, news, roomLimit, owed });
  const waitingRoom = createWaitingRoom({ ...deps, presence, visitNews, settings, news, jumps, owed, told });
  const admission = createAdmission({ store, clock, news });
  const arrivals = createArrivals(deps);
  const broadcasts = createBroadcasts({ store, clock, ids, presence, visitNews, told });
  const callBacks = createCallBacks({ store, presence });
  const queue = createQueue({ store, clock, news });
  const hold = createHold({ store, clock, registry, news });
  const access = createCallAccess({ ...deps, registry, owed });
  const calls = createCalls({
    ...deps,
    registry,
    waitingRoom,
    access,
    settings,
    news,
    patientNews,
    roomLimit,
    owed,
  });
  const callRooms = createCallRooms({ ...deps, registry, access });
  const appointments = createAppointments({ ...deps, makeInvitation, patientNews, calls });
  const reschedule = createReschedule({ store, clock, news, patientNews, jumps });
  const people = createPeople(deps);
  const doctors = createDoctors({ ...deps, calls });
  const passwordLinks = createPasswordLinks(deps);
  const visitSummaries = createVisitSummaries(deps);
  const reactions = createReactions(deps);
  const shared =
    peers === null
      ? null
      : createSharedMemory({ ...memory, typing: ownTyping, settings: ownSettings, emergencies });
  const isLeader = (): boolean => peers === null || peers.isLeader();

  const disconnect = async (connection: Connection): Promise<Outcome<null>> => {
    shared?.drop(connection);
    const gone = contacts.disconnected(connection);
    // Together: each forgets the connection at once, before it waits for the store.
    const [left, away] = await Promise.all([
      calls.disconnect(connection),
      waitingRoom.disconnect(connection),
    ]);
    const stopped = gone.last ? typing.stopAll(connection.identity.userId) : [];
    return { value: null, events: [...left.events, ...away.events, ...stopped, ...gone.events] };
  };
  const archive = createArchive({ store, clock, names });
  const relations = createRelations(deps);

  /** Carries a command out for a connection. Only `relaySignal` and its kind answer synchronously. */
  const execute = (
    connection: Connection,
    command: Command,
  ): Outcome<CommandResult<CommandName>> | Promise<Outcome<CommandResult<CommandName>>> => {
    switch (command.name) {
      case 'relaySignal':
        return calls.relaySignal(connection, command.input);
      case 'shareCandidate':
        return calls.shareCandidate(connection, command.input);
      case 'enterRoom':
        return roomEntry.enterRoom(connection, command.input);
      case 'leaveRoom':
        return waitingRoom.leaveRoom(connection, command.input);
      case 'startConsultation':
        return admission.startConsultation(connection, command.input);
      case 'joinConsultation':
        return admission.joinConsultation(connection, command.input);
      case 'reportDeviceTest':
        return waitingRoom.reportDeviceTest(connection, command.input);
      case 'setReady':
        return waitingRoom.setReady(connection, command.input);
      case 'postMessage':
        return waitingRoom.postMessage(connection, command.input);
      case 'acknowledgePatient':
        return arrivals.acknowledge(connection, command.input);
      case 'holdPatient':
        return hold.hold(connection, command.input);
      case 'requestCallBack':
        return callBacks.request(connection, command.input);
      case 'reorderQueue':
        return queue.reorder(connection, command.input);
      case 'messageWaiting':
        return broadcasts.messageWaiting(connection, command.input);
      case 'enterCall':
        return calls.enterCall(connection, command.input);
      case 'announceCall':
        return calls.announceCall(connection, command.input);
      case 'endCall':
        return calls.endCall(connection, command.input);
      case 'toggleMedia':
        return calls.toggleMedia(connection, command.input);
      case 'leaveCall':
        return calls.leaveCall(connection, command.input);
      case 'sendMessage':
        return conversations.send(connection.identity, command.input);
      case 'setTyping': {
        const { receiverId, isTyping } = command.input;
        return isTyping
          ? typing.start(connection.identity, receiverId)
          : typing.stop(connection.identity, receiverId);
      }
      case 'markRead':
        return conversations.markRead(connection.identity, command.input);
      case 'markDelivered':
        return conversations.markDelivered(connection.identity, command.input);
      case 'setStatus':
        requireOwnAccount(connection.identity);
        return contacts.setStatus(connection, command.input.status);
      case 'setIdle':
        requireOwnAccount(connection.identity);
        return contacts.setIdle(connection, command.input.idle);
      case 'syncConversation':
        return conversations.sync(connection.identity, command.input).then(quiet);
      case 'listConversations':
        return conversations.contacts(connection.identity, command.input).then(quiet);
      case 'getMessages':
        return conversations.older(connection.identity, command.input).then(quiet);
      case 'getMessageWindow':
        return conversations.window(connection.identity, command.input).then(quiet);
      case 'readMessages':
        return readMessages(connection, command.input);
      case 'openRelation':
        return relationAccess.open(connection.identity, command.input.relationId).then(quiet);
      case 'listOnline':
        return quiet(contacts.online(connection.identity));
      case 'openConversation':
        return relationAccess.openPair(connection.identity, command.input).then(quiet);
      case 'deleteMessage':
        return conversations.remove(connection.identity, command.input);
      case 'reactToMessage':
        return reactions.react(connection.identity, command.input);
      case 'archiveConversation':
        return archive.archive(connection.identity, command.input);
      case 'searchMessages':
        return conversations.search(connection.identity, command.input).then(quiet);
      case 'raiseEmergency':
        return emergencies.raise(connection.identity, command.input);
      case 'ownEmergency':
        return quiet(emergencies.own(connection.identity));
      case 'openEmergencies':
        return emergencies.listOpen(connection.identity).then(quiet);
      case 'acknowledgeEmergency':
        return emergencies.acknowledge(connection.identity, command.input);
      case 'resolveEmergency':
        return emergencies.resolve(connection.identity, command.input);
    }
  };

  return {
    sessions,
    profile,
    secondFactor,
    accounts,
    people,
    doctors,
    passwordLinks,
    appointments,
    reschedule,
    callRooms,
    settings,
    visitSummaries,
    relations,
    execute,
    conversations,
    emergencies,
    relationAccess,
    files,
    uploads,
    contacts,
    notifications,
    mailing,

    /** A connection is there: contacts are told of a person's first one. */
    connect(connection: Connection): ReturnType<typeof contacts.connected> {
      shared?.keep(connection);
      return contacts.connected(connection);
    },

    /** Who has stopped typing without saying so; to be called about once a second. */
    expireTyping: () => typing.expire(),

    /** Emergencies that nobody has acknowledged in time; to be called about once a second. */
    watchEmergencies: () => emergencies.tick(),

    /** Other servers may have told of some what did not arrive here. */
    doubtEmergencies: (): void => emergencies.doubt(),

    /** A connection is gone: its rooms and calls are told. */
    disconnect,

    /** What other servers know and tell; null in a server that is the only one. */
    shared,

    /**
     * After a start, before anybody is let in.
     * @param isFirst no other server of the clinic runs: whatever was under way has ended
     */
    async begin(isFirst: boolean): Promise<void> {
      if (isFirst) await Promise.all([waitingRoom.everyoneIsAway(), mailing.begin()]);
      await emergencies.begin();
    },

    /** What time alone changes; to be called about twice a minute. */
    async tick(): Promise<Outcome<null>> {
      registry.sweepEmpty(jumps.earliestNow() - UNUSED_ROOM_MS);
      const late = await owed.settle();
      const { events: present } = await contacts.announceMissing();
      if (!isLeader()) return { value: null, events: [...late.events, ...present], exit: late.exit };
      await conversations.index().catch(ifUnavailable(undefined));
      await reschedule.forgetClosed();
      await notifications.sweep();
      await files.sweep();
      openings.sweep();
      await store.forgetCallRooms(clock.now() - CALL_ROOM_KEPT_MS).catch(ifUnavailable(undefined));
      const { events } = await waitingRoom.expirePlaces();
      return { value: null, events: [...late.events, ...present, ...events], exit: late.exit };
    },

    /** There is room on the disk again: what waited is written. */
    async settle(): Promise<Outcome<null>> {
      const { events, exit } = await owed.settle();
      return { value: null, events, exit };
    },

    /** Facts that wait to be written. */
    owedWrites: (): number => owed.count(),

    /** What anyone may know of the clinic before signing in. */
    async about(): Promise<{ name: string | null; isSetUp: boolean }> {
      const [{ name }, isSetUp] = await Promise.all([store.getClinic(), store.hasAccounts()]);
      return { name, isSetUp };
    },

    counts: () => registry.counts(),

    /** Waiting rooms in which somebody is. */
    roomsInUse: () => presence.roomCount(),
  };
};

export type Clinic = ReturnType<typeof createClinic>;
