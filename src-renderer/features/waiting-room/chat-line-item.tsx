import { Siren } from 'lucide-react';
import { Suspense, useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../i18n/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection, useServices } from '../../services.tsx';
import { lazyPage } from '../../ui/lazy-page.ts';
import type { ChatLine } from './chat-lines.ts';
import classes from './room-chat.module.css';

// Files are rare here, and nobody who waits is to wait for what shows them.
const MessageFile = lazyPage(async () => (await import('../files/message-file.tsx')).MessageFile);

/** One bubble with who said it, what they are, when, and whether it has arrived. */
export const ChatLineItem = ({
  line,
  signs,
}: {
  line: ChatLine;
  /** What it was answered with. @param bubbleId of the element with its words */
  signs: ((bubbleId: string) => ReactNode) | null;
}) => {
  const { t } = useTranslation(['roomChat', 'common', 'messages']);
  const { outbox } = useServices();
  const isOffline = useConnection().status === 'offline';
  const errorText = useErrorText();
  const format = useFormat();
  const { state } = line;
  const bubbleId = useId();
  return (
    <div
      // One's own words need not be read out.
      {...(line.own ? { 'aria-live': 'off' as const } : {})}
      className={`${classes.item ?? ''} ${line.own ? (classes.own ?? '') : ''}`}
      title={format.exact(line.at)}
    >
      {line.first && (
        <span className={classes.head}>
          {line.own ? t('you') : line.name} · {t(`common:role.${line.userType}`)}
        </span>
      )}
      <div className={classes.answered}>
        <span
          id={bubbleId}
          className={classes.bubble}
          dir="auto"
          data-emergency={(line.emergency && !line.deleted) || undefined}
        >
          {line.emergency && !line.deleted && (
            <span className={classes.emergency}>
              <Siren size={16} strokeWidth={2} aria-hidden />
              {t('messages:emergency')}
            </span>
          )}
          {line.file !== null && !line.deleted && (
            <Suspense fallback={line.file.name}>
              <MessageFile file={line.file} />
            </Suspense>
          )}
          {line.deleted ? <em>{t('messages:deleted')}</em> : line.text !== line.file?.name && line.text}
        </span>
        {signs?.(bubbleId)}
      </div>
      {state.status === 'sending' && (
        <span className={classes.foot}>{t(isOffline ? 'messages:state.sending' : 'sending')}</span>
      )}
      {state.status === 'failed' && (
        <span className={`${classes.foot ?? ''} ${classes.failed ?? ''}`} role="alert">
          {t('failed', { reason: errorText(state.code) })}
          <button type="button" className={classes.link} onClick={() => outbox.retry(state.clientId)}>
            {t('common:retry')}
          </button>
          <button type="button" className={classes.link} onClick={() => outbox.discard(state.clientId)}>
            {t('discard')}
          </button>
        </span>
      )}
      {state.status === 'sent' && line.last && (
        <time
          className={`${classes.foot ?? ''} tabular`}
          dateTime={typeof line.at === 'string' ? line.at : new Date(line.at).toISOString()}
        >
          {format.time(line.at)}
        </time>
      )}
    </div>
  );
};
