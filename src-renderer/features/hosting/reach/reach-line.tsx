import { Anchor, Button, Loader, Textarea } from '@mantine/core';
import { ArrowRight, CircleCheck, CircleQuestionMark, CircleX, RotateCw, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReachCheck, ReachFacts, ReachResult } from '../../../../src-preload/contract.ts';
import texts from '../../../i18n/en/doctor/reach.json';
import { useFormat } from '../../../i18n/format.ts';
import { CopyButton } from '../../booking/copy-button.tsx';
import type { ReachLine as Line, ReachState } from './reach-store.ts';
import classes from './reach.module.css';

const ICONS = {
  ok: CircleCheck,
  warning: TriangleAlert,
  failed: CircleX,
  unknown: CircleQuestionMark,
} as const;

export const reachLineId = (check: ReachCheck): string => `reach-${check}`;

/** What is good needs nothing to be done; the words say for which codes there is something. */
const TODO = texts.todo;

const SECOND_MS = 1_000;

/** The facts as words want them. */
const useFactWords = () => {
  const format = useFormat();
  return ({ addresses = [], expiresAt, offsetMs = 0, roundTripMs, minutes, host, port }: ReachFacts) => ({
    host: host ?? '',
    port: port ?? '',
    addresses: format.list(addresses.map(({ address }) => address)),
    expires: expiresAt === undefined ? '' : format.dayAndTime(expiresAt),
    offset: format.spokenDuration(Math.max(SECOND_MS, Math.abs(offsetMs))),
    trip: roundTripMs ?? 0,
    minutes: format.spokenDuration((minutes ?? 0) * 60_000),
  });
};

/** What answers on each of the computer's addresses. */
const Addresses = ({ addresses }: { addresses: NonNullable<ReachFacts['addresses']> }) => {
  const { t } = useTranslation('reach');
  return (
    <ul className={classes.addresses}>
      {addresses.map(({ address, state }) => {
        if (state === undefined) return null;
        const Icon = state === 'open' ? ICONS.ok : ICONS.failed;
        return (
          <li key={address} data-status={state === 'open' ? 'ok' : 'failed'}>
            <Icon size={16} strokeWidth={1.75} aria-hidden />
            <span className="tabular">{address}</span>
            <span>{t(`port.${state}`)}</span>
          </li>
        );
      })}
    </ul>
  );
};

const Command = ({
  check,
  command,
  asAdministrator,
  system,
}: {
  check: ReachCheck;
  command: string;
  asAdministrator: boolean;
  system: NonNullable<ReachState['system']>;
}) => {
  const { t } = useTranslation('reach');
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className={classes.command}>
      <p>{t(asAdministrator ? `command.${system}Admin` : `command.${system}`)}</p>
      <div className={classes.commandRow}>
        <Textarea
          ref={field}
          readOnly
          autosize
          value={command}
          aria-label={t('command.label', { check: t(`check.${check}`) })}
          classNames={{ input: classes.commandField ?? '', root: classes.commandRoot ?? '' }}
        />
        <CopyButton field={field}>{t('command.copy')}</CopyButton>
      </div>
    </div>
  );
};

/** Where it is done, for what is done in the app. What waits for something else says that only. */
const PLACES = [
  { of: /^(ice|stun|turn)-/, to: '/settings/hosting/relay', words: 'openRelay' },
  { of: /^server-(stopped|restarting|failed|silent)$/, to: '/settings/hosting/panel', words: 'openPanel' },
  {
    of: /^(port-(some-closed|closed|this-computer-only)|certificate-(wrong-key|none))$/,
    to: '/settings/hosting/panel',
    words: 'openPanel',
  },
  { of: /^(address|certificate)-/, to: '/settings/hosting/certificate', words: 'openCertificate' },
  { of: /^sleep-after$/, to: '/settings/computer', words: 'openComputer' },
] as const;

const Details = ({ result, system }: { result: ReachResult; system: ReachState['system'] }) => {
  const { t } = useTranslation('reach');
  const words = useFactWords()(result.facts);
  const { code, facts, check } = result;
  const place = code in TODO ? PLACES.find(({ of }) => of.test(code)) : undefined;
  return (
    <>
      <p>{t(`means.${code}`, words)}</p>
      {check === 'port' && facts.addresses !== undefined && <Addresses addresses={facts.addresses} />}
      {code in TODO && (
        <div className={classes.todo}>
          <ArrowRight size={18} strokeWidth={1.75} aria-hidden />
          <div>
            <p>{t(`todo.${code as keyof typeof TODO}`, words)}</p>
            {place !== undefined && (
              <Anchor component={Link} to={place.to} inherit c="var(--app-accent)">
                {t(place.words)}
              </Anchor>
            )}
          </div>
        </div>
      )}
      {facts.command !== undefined && system !== null && (
        <Command
          check={check}
          command={facts.command}
          asAdministrator={facts.asAdministrator === true}
          system={system}
        />
      )}
    </>
  );
};

/** One line of the list: what was found, what it means, and what to do. */
export const ReachLine = ({
  check,
  line: { running, result },
  system,
  onRun,
}: {
  check: ReachCheck;
  line: Line;
  system: ReachState['system'];
  onRun: () => void;
}) => {
  const { t } = useTranslation('reach');
  const status = result?.status ?? 'unknown';
  const Icon = ICONS[status];
  const name = t(`check.${check}`);
  return (
    <li className={classes.line} data-status={running ? 'running' : status}>
      {running ? (
        <Loader size={22} className={classes.icon ?? ''} aria-hidden />
      ) : (
        <Icon size={22} strokeWidth={1.75} className={classes.icon ?? ''} aria-hidden />
      )}
      <div className={classes.text}>
        <h3 className={classes.name} id={reachLineId(check)} tabIndex={-1}>
          <span>{name}</span>
          <span className={classes.status}>{t(running ? 'running' : `status.${status}`)}</span>
        </h3>
        {result !== null && (
          <div className={classes.details} data-old={running || undefined}>
            <Details result={result} system={system} />
          </div>
        )}
      </div>
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.again ?? ''}
        disabled={running}
        aria-label={t('againOne', { check: name })}
        title={t('againOne', { check: name })}
        onClick={onRun}
      >
        <RotateCw size={16} strokeWidth={1.75} aria-hidden />
        <span className={classes.againWords}>{t('again')}</span>
      </Button>
    </li>
  );
};
