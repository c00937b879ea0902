import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../server/storage/store.ts';
import { describeAccounts } from './suite/accounts.ts';
import { describeAgenda } from './suite/agenda.ts';
import { describeAppointments } from './suite/appointments.ts';
import { describeAudit } from './suite/audit.ts';
import { describeCallRooms } from './suite/call-rooms.ts';
import { describeConversations } from './suite/conversations.ts';
import { describeClinicSettings } from './suite/clinic-settings.ts';
import { describeEmergencies } from './suite/emergencies.ts';
import { describeFiles } from './suite/files.ts';
import { describeInvitations } from './suite/invitations.ts';
import { describeListings } from './suite/listings.ts';
import { describeMessages } from './suite/messages.ts';
import { describeMonitoring } from './suite/monitoring.ts';
import { describeProfile } from './suite/profile.ts';
import { describeSearch } from './suite/search.ts';
import { describeSecondFactor } from './suite/second-factor.ts';
import { describeNotifications } from './suite/notifications.ts';
import { describePasswordLinks } from './suite/password-links.ts';
import { describePeople } from './suite/people.ts';
import { describeRelations } from './suite/relations.ts';
import { describeSessions } from './suite/sessions.ts';
import { describeVisitSummaries } from './suite/visit-summaries.ts';
import { describeWaitingRoom } from './suite/waiting-room.ts';

/** A new, empty store for one test. */
export type TestStore = {
  store: Store;
  /** Closes it and opens it again, as a restart of the server does. */
  reopen: () => Promise<Store>;
  dispose: () => Promise<void>;
};

/** The store of the running test. */
export type CurrentStore = { readonly store: Store; reopen: () => Promise<void> };

/** Everything that the port promises, for any backend. */
export const describeStore = (name: string, open: () => Promise<TestStore>): void => {
  describe(name, () => {
    let test: TestStore;
    let store: Store;
    beforeEach(async () => {
      test = await open();
      store = test.store;
    });
    afterEach(() => test.dispose());
    const current: CurrentStore = {
      get store() {
        return store;
      },
      reopen: async () => {
        store = await test.reopen();
      },
    };
    describeAccounts(current);
    describePeople(current);
    describePasswordLinks(current);
    describeSessions(current);
    describeProfile(current);
    describeSecondFactor(current);
    describeAppointments(current);
    describeAgenda(current);
    describeInvitations(current);
    describeWaitingRoom(current);
    describeMessages(current);
    describeConversations(current);
    describeEmergencies(current);
    describeMonitoring(current);
    describeCallRooms(current);
    describeClinicSettings(current);
    describeVisitSummaries(current);
    describeRelations(current);
    describeNotifications(current);
    describeFiles(current);
    describeListings(current);
    describeSearch(current);
    describeAudit(current);
  });
};
