import { Button, Group, Text } from '@mantine/core';
import { CircleAlert, Info, Pause, TriangleAlert } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClinicLogLine } from '../../../src-preload/contract.ts';
import { useLocale } from '../../i18n/format.ts';
import { CopyButton } from '../booking/copy-button.tsx';
import classes from '../settings/settings-page.module.css';
import panel from './clinic-panel.module.css';
import { isKnownEvent } from './log-events.ts';
import type { ClinicReport } from './use-clinic-report.ts';

const ICONS = { debug: Info, info: Info, warn: TriangleAlert, error: CircleAlert } as const;
/** As near to its end as this, the list follows what comes. */
const FOLLOWS_PX = 24;

const asText = (lines: readonly ClinicLogLine[]): string =>
  lines.map(({ at, level, event, detail }) => `${at} ${level} ${event} ${detail}`.trimEnd()).join('\n');

const Line = ({ line, time }: { line: ClinicLogLine; time: Intl.DateTimeFormat }) => {
  const { t } = useTranslation('clinicPanel');
  const { at, level, event, detail } = line;
  const Icon = ICONS[level];
  return (
    <li className={panel.line}>
      <time dateTime={at} className="tabular">
        {time.format(new Date(at))}
      </time>
      <span className={panel.level} data-level={level}>
        <Icon size={14} strokeWidth={1.75} aria-hidden />
        {t(`log.level.${level}`)}
      </span>
      <span>{isKnownEvent(event) ? t(`log.event.${event}`) : <code>{event}</code>}</span>
      {detail !== '' && <code lang="en">{detail}</code>}
    </li>
  );
};

/** The last lines of the clinic's log. They come in silence: nobody wants them read out. */
export const LogCard = ({ lines, status }: Pick<ClinicReport, 'lines' | 'status'>) => {
  const { t } = useTranslation('clinicPanel');
  const locale = useLocale();
  const [held, setHeld] = useState<readonly ClinicLogLine[] | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const follows = useRef(true);
  const shown = held ?? lines;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });

  useLayoutEffect(() => {
    const { current } = list;
    if (current !== null && follows.current) current.scrollTop = current.scrollHeight;
  }, [shown]);

  return (
    <section className={classes.card} aria-label={t('log.title')}>
      <Group justify="space-between">
        <div>
          <h2 className={classes.title}>{t('log.title')}</h2>
          <Text c="dimmed" size="sm">
            {t('log.text')}
          </Text>
        </div>
        <Group gap="sm">
          <Button
            variant={held === null ? 'default' : 'light'}
            aria-pressed={held !== null}
            leftSection={<Pause size={16} strokeWidth={1.75} aria-hidden />}
            onClick={() => setHeld(held === null ? lines : null)}
          >
            {t(held === null ? 'log.pause' : 'log.paused')}
          </Button>
          <CopyButton field={text}>{t('log.copy')}</CopyButton>
        </Group>
      </Group>
      {status === 'failed' && <Text role="status">{t('log.failed')}</Text>}
      {shown.length === 0 ? (
        <Text c="dimmed">{t('log.empty')}</Text>
      ) : (
        <ul
          ref={list}
          className={panel.log}
          aria-label={t('log.content')}
          tabIndex={0}
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
            follows.current = scrollHeight - scrollTop - clientHeight < FOLLOWS_PX;
          }}
        >
          {shown.map((line) => (
            <Line key={line.number} line={line} time={time} />
          ))}
        </ul>
      )}
      <textarea
        ref={text}
        className="visually-hidden"
        aria-hidden
        tabIndex={-1}
        readOnly
        value={asText(shown)}
      />
    </section>
  );
};
