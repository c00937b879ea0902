import type { Store } from '../storage/store.ts';
import type { ClinicSettingsRules } from './clinic-settings.ts';
import type { CommandInput, CommandResult, MarkedEmergency, OwnEmergency } from './commands.ts';
import type { Contacts } from './contacts.ts';
import { notRelated, requireOpenVisit, scopeOf, visitOnlyOf, whyRefused } from './conversation-access.ts';
import { createDoubleSends } from './double-sends.ts';
import { createEmergencyNews } from './emergency-news.ts';
import { DomainError, ifUnavailable, StoreFullError, StoreUnavailableError } from './errors.ts';
import type { DomainEvent, Outcome } from './events.ts';
import { quiet } from './events.ts';
import type { Identity } from './identity.ts';
import { requireRole } from './identity.ts';
import { toBoth } from './message-news.ts';
import { emergencyNotified } from './notifications.ts';
import { NOTHING_TOLD, type OwedWrites } from './owed-writes.ts';
import { createOpenEmergencies, shownTo, type OpenEmergency } from './open-emergencies.ts';
import type { Peers } from './peers.ts';
import type { PeopleNames } from './people-names.ts';
import type { Clock, Ids } from './ports.ts';
import type { AuditEntry, EmergencyMark, EmergencyRecord } from './records.ts';
import type { Typing } from './typing.ts';

/** Doctors hear of further alerts of one emergency no more often than this. */
const TOLD_EVERY_MS = 10_000;

/** What was asked is stored, but the answer was lost: the two may differ. */
const isLostAnswer = (error: unknown): boolean =>
  error instanceof StoreUnavailableError && !(error instanceof StoreFullError);

/**
 * A patient needs help at once: all doctors are told, the first who acknowledges is told to the patient, and if
 * nobody does in time, that is.
 */
export const createEmergencies = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  names: PeopleNames;
  typing: Typing;
  contacts: Contacts;
  settings: ClinicSettingsRules;
  owed: OwedWrites;
  /** Null in a server that is the only one. */
  peers: Pick<Peers, 'tell' | 'isLeader'> | null;
}) => {
  const { store, clock, ids, names, typing, contacts, settings, owed, peers } = deps;
  const news = createEmergencyNews(deps);
  const open = createOpenEmergencies({ store, clock, news });
  const copies = createDoubleSends<Outcome<CommandResult<'raiseEmergency'>>>(clock);
  let isUnsure = false;
  let isWatching = false;

  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, so that what is decided by what is open is still true when it is stored. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work).catch((error: unknown) => {
      if (isLostAnswer(error)) isUnsure = true;
      throw error;
    });
    last = done.catch(() => undefined);
    return done;
  };

  const own = (emergency: EmergencyRecord): OwnEmergency => ({
    emergency,
    emergencyNumber: settings.current().emergencyNumber,
  });

  const auditOf = (
    identity: Identity,
    emergencyId: string,
    what: string,
    detail: AuditEntry['detail'] = {},
  ): AuditEntry => ({
    at: clock.now(),
    actorId: identity.userId,
    action: `emergency.${what}`,
    subjectId: emergencyId,
    detail,
  });

  const share = (emergency: EmergencyRecord): void =>
    peers?.tell({ kind: 'emergency', emergency, hasNews: open.get(emergency.id)?.hasNews === true });

  const raiseOnce = async (
    identity: Identity,
    { receiverId, text, clientId }: CommandInput<'raiseEmergency'>,
  ): Promise<Outcome<CommandResult<'raiseEmergency'>>> => {
    requireRole(identity, 'patient');
    const { userId } = identity;
    const isVisit = visitOnlyOf(identity) !== null;
    const { roomId } = scopeOf(identity, receiverId ?? identity.visitRoom?.doctorId ?? '');
    if (isVisit && roomId !== null) await requireOpenVisit(store, roomId);
    const before = open.of(userId);
    // Whoever has acknowledged what was before it has not seen this one.
    const ringsAnew = before !== undefined && before.emergency.acknowledged !== null;
    const isTold = before === undefined || ringsAnew || clock.elapsed() - before.toldAt >= TOLD_EVERY_MS;
    const doctors = isTold ? contacts.doctorsOnline() : [];
    const at = clock.now();
    const raised = await store.raiseEmergency({
      emergencyId: ids.id(),
      message: {
        senderId: userId,
        senderRole: identity.role,
        senderName: identity.fullname,
        kind: 'emergency',
        text,
        fileUrl: null,
        fileName: null,
        replyTo: null,
        clientId,
        createdAt: at,
      },
      to: roomId === null ? { patientId: userId, doctorId: receiverId } : { roomId },
      audits: [
        { at, actorId: userId, action: 'emergency.raised', detail: { doctors: doctors.length } },
        ...doctors.map((doctorId) => news.told(doctorId, userId)),
      ],
    });
    if (raised === 'unknown') {
      throw receiverId === null ? notRelated() : await whyRefused(names, identity, receiverId);
    }
    if (raised === 'other_message' || (receiverId !== null && raised.stored.doctorId !== receiverId)) {
      throw new DomainError('conflict', 'clientId was used for another message');
    }
    const { stored, emergency, notified } = raised;
    const [sender, receiver] = await Promise.all([names.of(userId), names.of(stored.doctorId)]);
    if (sender === null || receiver === null) throw notRelated();
    const { message } = stored;
    const scope = isVisit ? 'visit' : 'conversation';
    const value = { ...own(emergency), sent: { message, sender, receiver, scope } } as const;
    if (stored.duplicate) {
      // Nobody was told if the answer to the first one was lost on the way from the store.
      if (emergency.resolved === null && open.get(emergency.id) === undefined) open.adopt(emergency, true);
      return quiet(value);
    }
    const known = before ?? open.adopt(emergency, false);
    open.update(known, emergency);
    if (isTold) known.toldAt = clock.elapsed();
    known.hasNews = !isTold;
    share(emergency);
    return {
      value,
      events: [
        ...toBoth(message, sender, receiver),
        ...typing.stoppedBySending(sender, receiver),
        ...(isTold ? await news.alert(emergency, doctors) : []),
        ...emergencyNotified(notified, emergency),
      ],
    };
  };

  const raise = async (
    identity: Identity,
    alert: CommandInput<'raiseEmergency'>,
  ): Promise<Outcome<CommandResult<'raiseEmergency'>>> => {
    const { way, receiverId, text } = alert;
    const once = () => inTurn(() => raiseOnce(identity, alert));
    if (way === undefined) return once();
    const { stored, isSecond } = await copies.take(
      JSON.stringify([identity.userId, receiverId, text]),
      way,
      once,
    );
    return isSecond ? quiet(stored.value) : stored;
  };

  /** What the doctor has seen of it, for one who does not say how much that is. */
  const alertsTold = (known: OpenEmergency | undefined): number =>
    known === undefined || known.hasNews ? 0 : known.emergency.count;

  const requireKnown = (
    emergency: EmergencyRecord | null,
    mark: EmergencyMark | null | undefined,
  ): MarkedEmergency => {
    if (emergency === null) throw new DomainError('not_found', 'There is no such emergency');
    if (mark == null) {
      // Told with the next tick, not in its turn: a doctor is there and waits for it.
      const known = open.get(emergency.id);
      if (known?.hasNews === true) known.toldAt = -Infinity;
      throw new DomainError('conflict', 'Another alert has come that is not seen yet');
    }
    return { emergency, mark };
  };

  const acknowledge = async (
    identity: Identity,
    { emergencyId, count }: CommandInput<'acknowledgeEmergency'>,
  ): Promise<Outcome<MarkedEmergency>> => {
    requireRole(identity, 'doctor');
    const known = open.get(emergencyId);
    const alerts = count ?? alertsTold(known);
    const audit = auditOf(identity, emergencyId, 'acknowledged', { alerts });
    const stored = await store.acknowledgeEmergency({
      emergencyId,
      by: identity.userId,
      at: audit.at,
      alerts,
      audit,
    });
    const value = requireKnown(stored, stored?.acknowledged);
    // The first one, unless the answer to that was lost: then nobody was told.
    const isNews = known !== undefined && known.emergency.acknowledged === null;
    if (known !== undefined) known.emergency = value.emergency;
    share(value.emergency);
    return {
      value,
      events: isNews ? [news.marked('emergency-acknowledged', value.emergency, value.mark)] : [],
    };
  };

  const resolve = async (
    identity: Identity,
    { emergencyId, note, count }: CommandInput<'resolveEmergency'>,
  ): Promise<Outcome<MarkedEmergency>> => {
    requireRole(identity, 'doctor');
    const audit = auditOf(identity, emergencyId, 'resolved', { noted: note !== null });
    const stored = await store.resolveEmergency({
      emergencyId,
      by: identity.userId,
      at: audit.at,
      note,
      alerts: count ?? alertsTold(open.get(emergencyId)),
      audit,
    });
    const value = requireKnown(stored, stored?.resolved);
    const isNews = open.close(emergencyId);
    share(value.emergency);
    return { value, events: isNews ? [news.marked('emergency-resolved', value.emergency, value.mark)] : [] };
  };

  /** Nobody has acknowledged in time: the patient learns what to do instead, and the doctors are told once more. */
  const escalate = async (known: OpenEmergency): Promise<DomainEvent[]> => {
    const { id, patientId } = known.emergency;
    const doctors = contacts.doctorsOnline();
    const at = clock.now();
    const audits = [
      { at, actorId: null, action: 'emergency.unseen', detail: { doctors: doctors.length } },
      ...doctors.map((doctorId) => news.told(doctorId, patientId)),
    ];
    const write = () => store.noteEmergencyUnseen({ emergencyId: id, at, audits });
    const stored = await write().catch(ifUnavailable(null));
    if (stored === null) {
      owed.keep(`emergency-unseen:${id}`, 'emergency.unseen', () => write().then(() => NOTHING_TOLD));
    }
    const emergency = stored ?? { ...known.emergency, unseenAt: at };
    known.emergency = emergency;
    if (emergency.acknowledged !== null) {
      share(emergency);
      return [news.marked('emergency-acknowledged', emergency, emergency.acknowledged)];
    }
    known.toldAt = clock.elapsed();
    known.hasNews = false;
    share(emergency);
    return [news.unseen(emergency), ...(await news.alert(emergency, doctors))];
  };

  const tellAgain = async (known: OpenEmergency): Promise<DomainEvent[]> => {
    const { id, patientId } = known.emergency;
    const doctors = contacts.doctorsOnline();
    const audits = doctors.map((doctorId) => news.told(doctorId, patientId));
    const stored = await store.noteEmergencyTold({ emergencyId: id, audits }).catch(ifUnavailable(null));
    if (stored === null) return [];
    known.emergency = stored;
    known.toldAt = clock.elapsed();
    known.hasNews = false;
    share(stored);
    return news.alert(stored, doctors);
  };

  const watch = async (known: OpenEmergency): Promise<DomainEvent[]> => {
    const { emergency, since, toldAt, hasNews } = known;
    const now = clock.elapsed();
    const isInTime = now - since < settings.current().emergencyUnseenSeconds * 1000;
    const isOurs = peers === null || peers.isLeader();
    if (isOurs && !isInTime && emergency.acknowledged === null && emergency.unseenAt === null)
      return escalate(known);
    return hasNews && now - toldAt >= TOLD_EVERY_MS ? tellAgain(known) : [];
  };

  return {
    /** After a start: what was open goes on, with the time that has passed. */
    begin: () => open.load(false),

    raise,
    /** What another server has told of one. */
    notice: open.notice,
    /** What other servers had to tell may be lost: the next look is at the store. */
    doubt(): void {
      isUnsure = true;
    },
    isOpenFor: (patientId: string): boolean => open.of(patientId) !== undefined,
    acknowledge: (identity: Identity, input: CommandInput<'acknowledgeEmergency'>) =>
      inTurn(() => acknowledge(identity, input)),
    resolve: (identity: Identity, input: CommandInput<'resolveEmergency'>) =>
      inTurn(() => resolve(identity, input)),

    own(identity: Identity): OwnEmergency | null {
      requireRole(identity, 'patient');
      const emergency = open.of(identity.userId)?.emergency;
      if (emergency === undefined) return null;
      const visit = visitOnlyOf(identity);
      return visit === null || emergency.visits.includes(visit) ? own(emergency) : null;
    },

    /** For a doctor, who is on record as having been told: once for what a session sees of it, however often it asks. */
    async listOpen(identity: Identity): Promise<CommandResult<'openEmergencies'>> {
      requireRole(identity, 'doctor');
      const { userId, sessionId } = identity;
      const stored = await store.listOpenEmergencies();
      const listed = stored.map((emergency) => ({
        emergency,
        withText: news.mayRead(userId, emergency.patientId),
      }));
      await Promise.all(
        listed.map(async ({ emergency, withText }) => {
          const shown = open.get(emergency.id)?.shown;
          const what = shownTo(sessionId, emergency, withText);
          if (shown?.has(what)) return;
          await news.record(emergency.id, news.told(userId, emergency.patientId));
          shown?.add(what);
        }),
      );
      return listed.toSorted(
        (one, next) =>
          Number(one.emergency.acknowledged !== null) - Number(next.emergency.acknowledged !== null),
      );
    },

    /** What time alone changes; to be called about once a second. */
    async tick(): Promise<Outcome<null>> {
      if (isWatching || (open.isEmpty() && !isUnsure)) return quiet(null);
      isWatching = true;
      try {
        return await inTurn(async () => {
          const missed = isUnsure ? await open.load(true).catch(ifUnavailable(null)) : [];
          if (missed !== null) isUnsure = false;
          const events = missed ?? [];
          for (const known of open.all()) events.push(...(await watch(known)));
          return { value: null, events };
        });
      } finally {
        isWatching = false;
      }
    },
  };
};

export type Emergencies = ReturnType<typeof createEmergencies>;
