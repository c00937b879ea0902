import { describe, expect, it } from 'vitest';
import { createInviteInbox } from '../../src-renderer/features/visit/invite-inbox.ts';

const PIN = 'a'.repeat(43);

describe('the invite inbox', () => {
  it('takes the secret from the address at once, and from each link that is followed later', () => {
    window.history.replaceState(null, '', '/visit?lang=en#invite=first');
    const inbox = createInviteInbox(window);
    expect(inbox.getState()).toEqual({ invite: 'first', pin: null, arrivals: 1 });
    expect(window.location.href).toMatch(/\/visit\?lang=en$/);

    const follow = (address: string) => {
      window.history.replaceState(null, '', address);
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    };
    follow(`/visit#invite=second&pin=${PIN}`);
    expect(inbox.getState()).toEqual({ invite: 'second', pin: PIN, arrivals: 2 });
    expect(window.location.hash).toBe('');
    follow('/visit#invite=');
    follow('/visit#something=else');
    follow('/rooms#invite=third');
    expect(inbox.getState()).toEqual({ invite: 'second', pin: PIN, arrivals: 2 });
  });
});
