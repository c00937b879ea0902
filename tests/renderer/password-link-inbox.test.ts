import { describe, expect, it } from 'vitest';
import { createPasswordLinkInbox } from '../../src-renderer/features/password/password-link-inbox.ts';

describe('the password link inbox', () => {
  it('takes the secret from the address at once, and from each link that is followed later', () => {
    window.history.replaceState(null, '', '/password#link=first');
    const inbox = createPasswordLinkInbox(window);
    expect(inbox.getState()).toEqual({ link: 'first' });
    expect(window.location.href).toMatch(/\/password$/);

    const follow = (address: string) => {
      window.history.replaceState(null, '', address);
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    };
    follow('/password#link=second');
    expect(inbox.getState()).toEqual({ link: 'second' });
    expect(window.location.hash).toBe('');
    follow('/password#link=');
    follow('/visit#link=third');
    expect(inbox.getState()).toEqual({ link: 'second' });
  });
});
