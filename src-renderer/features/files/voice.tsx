import { Suspense } from 'react';
import { focusIfLost } from '../../ui/focus-if-lost.ts';
import { lazyPage } from '../../ui/lazy-page.ts';
import type { Attaching } from './use-attaching.ts';
import classes from './files.module.css';

const VoicePanel = lazyPage(async () => (await import('./voice-panel.tsx')).VoicePanel);

/**
 * In the place of the field while a voice message is made. A call has a page of its own, so that its microphone is
 * never shared with this.
 */
export const VoiceRecorder = ({ attaching, onSent }: { attaching: Attaching; onSent: () => void }) => {
  const close = () => {
    attaching.setRecording(false);
    // After the field is back.
    setTimeout(() => focusIfLost(document.querySelector<HTMLElement>('[data-voice]')), 0);
  };
  return (
    <Suspense fallback={<div className={classes.voice} />}>
      <VoicePanel
        onClose={close}
        onSend={(file) => {
          attaching.sendNow(file);
          onSent();
          close();
        }}
      />
    </Suspense>
  );
};
