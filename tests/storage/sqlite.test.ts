import { describeStore } from './store-suite.ts';
import { openTestStore } from './support/open-test-store.ts';

describeStore('the SQLite store', () => openTestStore(null));
