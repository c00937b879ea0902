import { it } from 'vitest';
import { expectPartHolds } from './expect-part.ts';
import { kill, killEncrypted } from './kill.ts';

it('has every acknowledged fact after kills under load', { timeout: 180_000 }, () => expectPartHolds(kill));

it('has them in an encrypted database, too', { timeout: 180_000 }, () => expectPartHolds(killEncrypted));
