import type { RateLimits } from './rate-limits.ts';

/** Far more than one clinic has of people times places; the oldest are forgotten first. */
const KNOWN_PLACES_KEPT = 10_000;

/**
 * Slows the guessing at sign-in without handing strangers a way to lock an account's owner out:
 *
 * - Wrong passwords count for account and address together, so that a stranger elsewhere is limited alone.
 * - Who has many addresses meets a slower limit of the account. It does not concern the addresses that the
 *   account has signed in from since the server's start.
 * - Codes of the second factor count only after the password was right, for the account as a whole: who gets
 *   this far knows the password, and the owner can change it.
 *
 * Unknown accounts are limited like known ones, since all but the last count by what was typed.
 */
export const createLoginGuard = (limits: RateLimits) => {
  const known = new Set<string>();
  const place = (email: string, address: string): string => `${address} ${email}`;

  return {
    /** Before the password is compared. @throws DomainError `rate_limited` */
    async beforePassword(email: string, address: string): Promise<void> {
      await limits.consume('login-address', address);
      await limits.consume('login-account', place(email, address));
      if (!known.has(place(email, address))) await limits.consume('login-account-total', email);
    },

    /** Before a code is compared. @throws DomainError `rate_limited` */
    async beforeCode(accountId: string): Promise<void> {
      await limits.consume('login-code', accountId);
      await limits.consume('login-code-day', accountId);
    },

    /** The password was replaced: who guessed codes needed the old one to do so. */
    async passwordReplaced(accountId: string): Promise<void> {
      await limits.forgive('login-code', accountId);
      await limits.forgive('login-code-day', accountId);
    },

    /** The sign-in succeeded: the tries of this place are given back, not those of others. */
    async succeeded(email: string, address: string, accountId: string): Promise<void> {
      const here = place(email, address);
      await limits.forgive('login-account', here);
      if (!known.has(here)) await limits.giveBack('login-account-total', email);
      await limits.forgive('login-code', accountId);
      // Over the day, too, only wrong codes count.
      await limits.giveBack('login-code-day', accountId);
      known.delete(here);
      known.add(here);
      if (known.size > KNOWN_PLACES_KEPT) {
        for (const oldest of known) {
          known.delete(oldest);
          break;
        }
      }
    },
  };
};

export type LoginGuard = ReturnType<typeof createLoginGuard>;
