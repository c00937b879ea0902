import { Button, Group, Loader, Text } from '@mantine/core';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ICE_TRANSPORTS } from '../../../../server/protocol/ice-address.ts';
import type { TestedRelay } from '../../../../src-preload/contract.ts';
import { ErrorNotice } from '../../../shell/error-notice.tsx';
import { useAnnounce } from '../../../ui/announcer.tsx';
import classes from '../../settings/settings-page.module.css';
import own from './relay.module.css';
import type { RelayTest } from './use-relay.ts';

/** How many of them work, in one sentence. */
const useVerdict = () => {
  const { t } = useTranslation('relay');
  return (tested: readonly TestedRelay[]): string => {
    const count = tested.length;
    const works = tested.filter(({ finding }) => finding === 'works').length;
    if (works === count) return t('test.good', { count });
    return works === 0 ? t('test.bad', { count }) : t('test.some', { works, count });
  };
};

const Result = ({ address, kind, transport, finding, roundTripMs }: TestedRelay) => {
  const { t } = useTranslation('relay');
  const Icon = finding === 'works' ? CircleCheck : CircleX;
  return (
    <li className={own.result} data-status={finding === 'works' ? 'ok' : 'failed'}>
      <Icon size={20} strokeWidth={1.75} aria-hidden />
      <div>
        <Text>
          <Text component="span" fw={600}>
            {t(`test.way.${kind === 'stun' ? 'stun' : transport}`)}
          </Text>
          {': '}
          {t(`test.finding.${finding}`, { trip: roundTripMs ?? 0 })}
        </Text>
        <div className={own.address}>{address}</div>
        {finding !== 'works' && <Text size="sm">{t(`test.todo.${finding}`)}</Text>}
      </div>
    </li>
  );
};

/** A relay that is not offered by some way leaves those out whose network lets only that one through. */
const MissingWays = ({ tested }: { tested: readonly TestedRelay[] }) => {
  const { t } = useTranslation('relay');
  const relays = tested.filter(({ kind }) => kind === 'turn');
  if (relays.length === 0) return null;
  return ICE_TRANSPORTS.filter((way) => relays.every(({ transport }) => transport !== way)).map((way) => (
    <li key={way} className={own.result} data-status="warning">
      <TriangleAlert size={20} strokeWidth={1.75} aria-hidden />
      <div>
        <Text>{t(`test.missing.${way}`)}</Text>
      </div>
    </li>
  ));
};

/** What each saved address is worth from here, and what to do about one that is worth nothing. */
export const RelayTestCard = ({ test, onRun }: { test: RelayTest; onRun: () => void }) => {
  const { t } = useTranslation('relay');
  const announce = useAnnounce();
  const verdict = useVerdict();
  const titleId = useId();
  const sentence = test.at === 'done' ? verdict(test.tested) : null;
  useEffect(() => {
    if (sentence !== null) announce(sentence);
  }, [announce, sentence]);
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('test.title')}
      </h2>
      {sentence === null ? <Text c="dimmed">{t('test.text')}</Text> : <Text fw={600}>{sentence}</Text>}
      {test.at === 'failed' && <ErrorNotice>{t('test.failed')}</ErrorNotice>}
      {test.at === 'done' && (
        <ul className={own.results}>
          {test.tested.map((each) => (
            <Result key={each.address} {...each} />
          ))}
          <MissingWays tested={test.tested} />
        </ul>
      )}
      <Group gap="sm">
        <Button variant="default" disabled={test.at === 'running'} onClick={onRun}>
          {t(test.at === 'done' ? 'test.again' : 'test.run')}
        </Button>
        <Group gap="xs" role="status">
          {test.at === 'running' && (
            <>
              <Loader size="xs" aria-hidden />
              <Text size="sm">{t('test.running')}</Text>
            </>
          )}
        </Group>
      </Group>
    </section>
  );
};
