import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useRef } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useViewModes } from '../../src-renderer/features/consultation/use-view-modes.ts';
import { ViewControls } from '../../src-renderer/features/consultation/view-controls.tsx';
import { useWakeLock } from '../../src-renderer/ui/use-wake-lock.ts';
import { lend } from './support/lend.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

afterEach(cleanup);

const Call = () => {
  const page = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const modes = useViewModes(page, video);
  return (
    <section ref={page}>
      <video ref={video} />
      <ViewControls modes={modes} />
    </section>
  );
};
const show = (what = <Call />) => renderApp(what, { services: createTestServices({}) });

describe('how a call is shown', () => {
  it('offers nothing that the browser has not', async () => {
    await show();
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('goes into a small window and back, by button and key, and shows it', async () => {
    lend(document, 'pictureInPictureEnabled', true);
    lend(document, 'pictureInPictureElement', null);
    const say = (element: Element | null, event: string) => {
      lend(document, 'pictureInPictureElement', element);
      fireEvent(document, new Event(event));
    };
    const request = vi.fn(async function (this: HTMLVideoElement) {
      say(this, 'enterpictureinpicture');
    });
    lend(HTMLVideoElement.prototype, 'requestPictureInPicture', request);
    lend(document, 'exitPictureInPicture', async () => say(null, 'leavepictureinpicture'));
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Picture in picture', pressed: false }));
    expect(await screen.findByRole('button', { name: 'Picture in picture', pressed: true })).toBeDefined();
    await userEvent.keyboard('{Alt>}p{/Alt}');
    expect(await screen.findByRole('button', { name: 'Picture in picture', pressed: false })).toBeDefined();
    // Refused by the browser: nothing changes.
    request.mockRejectedValueOnce(new DOMException('', 'NotAllowedError'));
    await userEvent.keyboard('{Alt>}p{/Alt}');
    expect(screen.getByRole('button', { name: 'Picture in picture', pressed: false })).toBeDefined();
  });
});

describe('the screen', () => {
  const Awake = () => {
    useWakeLock();
    return null;
  };

  it('stays on during the call, also after the page was hidden, and may go off afterwards', async () => {
    const locks: { released: boolean; release: () => Promise<void> }[] = [];
    const request = vi.fn(async () => {
      const lock = {
        released: false,
        release: async () => {
          lock.released = true;
        },
      };
      locks.push(lock);
      return lock;
    });
    lend(navigator, 'wakeLock', { request });
    const { unmount } = await show(<Awake />);
    await waitFor(() => expect(locks).toHaveLength(1));
    // The browser lets go of it when the page is hidden, and says so only to the lock.
    if (locks[0] !== undefined) locks[0].released = true;
    await act(async () => document.dispatchEvent(new Event('visibilitychange')));
    await waitFor(() => expect(locks).toHaveLength(2));
    unmount();
    expect(locks[1]?.released).toBe(true);
  });
});
