import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { CircleAlert, WifiOff } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { MESSAGE_MAX_LENGTH, type EmergencyDoctor } from '../../../server/protocol/index.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useConnection, useServices } from '../../services.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { CallNumber, useEmergencyNumber } from './call-number.tsx';
import type { EmergencyDraft, RaiseOutcome } from './emergency-store.ts';
import classes from './patient-emergency.module.css';

type Problem = Exclude<RaiseOutcome, { kind: 'sent' }>;

/** The way that needs no network of the clinic's, beside everything that goes by it. */
const CallFirst = () => {
  const { t } = useTranslation('emergencies');
  const number = useEmergencyNumber();
  return (
    <div className={classes.callFirst}>
      <p>{t(number === null ? 'callAnywhere' : 'callFirst')}</p>
      {number === null ? <p className={classes.quiet}>{t('noNumber')}</p> : <CallNumber number={number} />}
    </div>
  );
};

/** It did not go, or nobody knows; and what to do instead. */
const NotSent = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => {
  const { t } = useTranslation('emergencies');
  const number = useEmergencyNumber();
  return (
    <div role="alert" className={classes.notSent}>
      {icon}
      <div>
        <p>{children}</p>
        <p>{number === null ? t('callInsteadAnywhere') : t('callInstead', { number })}</p>
      </div>
    </div>
  );
};

const useProblemText = (isOnline: boolean): ((problem: Problem) => string) => {
  const { t } = useTranslation('emergencies');
  const errorText = useErrorText();
  return (problem) => {
    if (problem.kind === 'unknown') return t(isOnline ? 'unknown' : 'unknownOffline');
    if (problem.kind === 'notSent') return t('notSent');
    return problem.code === 'rate_limited'
      ? t('rateLimited')
      : t('refused', { reason: errorText(problem.code) });
  };
};

const Steps = ({ doctor, onClose }: { doctor: EmergencyDoctor | null; onClose: () => void }) => {
  const { t } = useTranslation(['emergencies', 'common', 'roomChat']);
  const { emergencies, conversations } = useServices();
  const isOnline = useConnection().status === 'online';
  const problemText = useProblemText(isOnline);
  const contacts = useStore(conversations.state, ({ list }) => list) ?? [];
  const [draft, setDraft] = useState<EmergencyDraft>(
    () => emergencies.state.getState().draft ?? { text: '', receiverId: null, clientId: crypto.randomUUID() },
  );
  const { text } = draft;
  const [isConfirming, setConfirming] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const own = useStore(emergencies.state, (state) => state.own);
  /** What was open when it was sent. */
  const [before, setBefore] = useState(own);
  const field = useRef<HTMLTextAreaElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const wordsId = useId();

  const doctors: readonly EmergencyDoctor[] =
    doctor === null ? contacts.map(({ otherUser: { _id: id, fullname } }) => ({ id, fullname })) : [doctor];
  const receiver = doctors.find(({ id }) => id === draft.receiverId) ?? doctors[0] ?? null;
  const receiverId = receiver?.id ?? null;
  const content = text.trim();
  const tooMany = Math.max(0, content.length - MESSAGE_MAX_LENGTH);

  useEffect(() => {
    if (isConfirming) heading.current?.focus();
  }, [isConfirming]);

  // It had arrived, as the next connection shows.
  const isUnknown = problem?.kind === 'unknown';
  const hasArrived =
    own !== null && own.resolvedAt === null && (own.id !== before?.id || own.count > before.count);
  useEffect(() => {
    if (!isUnknown || !hasArrived) return;
    emergencies.keepDraft(null);
    onClose();
  }, [emergencies, isUnknown, hasArrived, onClose]);

  const change = (changed: Partial<EmergencyDraft>) => {
    // What says something else, or goes to another doctor, is another alert.
    const next = { text, receiverId, ...changed, clientId: crypto.randomUUID() };
    setDraft(next);
    emergencies.keepDraft(next.text === '' ? null : next);
    setProblem(null);
    setWrong(false);
  };
  const next = () => {
    if (content === '' || tooMany > 0) {
      setWrong(true);
      field.current?.focus();
      return;
    }
    setConfirming(true);
  };
  const send = async () => {
    if (isBusy) return;
    setBusy(true);
    setProblem(null);
    setBefore(own);
    // Written for one doctor, and opened again beside another.
    const isSame = draft.receiverId === null || draft.receiverId === receiverId;
    const clientId = isSame ? draft.clientId : crypto.randomUUID();
    setDraft({ text, receiverId, clientId });
    emergencies.keepDraft({ text, receiverId, clientId });
    const outcome = await emergencies.raise({ content, receiverId, clientId });
    setBusy(false);
    if (outcome.kind === 'sent') {
      emergencies.keepDraft(null);
      onClose();
    } else {
      setProblem(outcome);
    }
  };

  const about = receiver === null ? t('toAny') : t('toOne', { doctor: receiver.fullname });
  const offline = !isOnline && problem === null && (
    <NotSent icon={<WifiOff size={22} strokeWidth={1.75} aria-hidden />}>{t('offline')}</NotSent>
  );
  if (!isConfirming) {
    return (
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          next();
        }}
      >
        <Stack gap="md">
          <CallFirst />
          {offline}
          {doctors.length > 1 && (
            <NativeSelect
              label={t('to')}
              value={receiver?.id ?? ''}
              data={doctors.map(({ id, fullname }) => ({ value: id, label: fullname }))}
              onChange={({ currentTarget }) => change({ receiverId: currentTarget.value })}
            />
          )}
          <Textarea
            ref={field}
            label={t('what')}
            description={t('whatHint')}
            value={text}
            autosize
            minRows={3}
            maxRows={8}
            required
            withAsterisk={false}
            error={tooMany > 0 ? t('roomChat:tooLong', { count: tooMany }) : isWrong ? t('empty') : null}
            onChange={({ currentTarget }) => change({ text: currentTarget.value })}
          />
          <Text>{about}</Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" color="red">
              {t('next')}
            </Button>
          </Group>
        </Stack>
      </form>
    );
  }
  return (
    <Stack gap="md">
      <h3 ref={heading} tabIndex={-1} className={classes.confirm}>
        {t('confirmTitle')}
      </h3>
      <div>
        <p className={classes.label} id={wordsId}>
          {t('yourWords')}
        </p>
        <blockquote className={classes.words} aria-labelledby={wordsId} dir="auto">
          {content}
        </blockquote>
      </div>
      <Text>{about}</Text>
      {problem === null ? (
        offline
      ) : (
        <NotSent icon={<CircleAlert size={22} strokeWidth={1.75} aria-hidden />}>
          {problemText(problem)}
        </NotSent>
      )}
      <CallFirst />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" disabled={isBusy} onClick={() => setConfirming(false)}>
          {t('back')}
        </Button>
        <Button color="red" loading={isBusy} disabled={!isOnline} onClick={() => void send()}>
          {t(problem?.kind === 'unknown' ? 'sendAgain' : 'send')}
        </Button>
      </Group>
    </Stack>
  );
};

/**
 * A patient asks for help at once: what to do first, what is happening, and a second step before it goes.
 * @param doctor whom it goes to; null lets the patient choose
 */
export const EmergencyDialog = ({
  opened,
  doctor,
  onClose,
}: {
  opened: boolean;
  doctor: EmergencyDoctor | null;
  onClose: () => void;
}) => {
  const { t } = useTranslation(['emergencies', 'common']);
  const narrow = useNarrow();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
      fullScreen={narrow}
      radius={narrow ? 0 : 'lg'}
      size={620}
      classNames={{ header: classes.head ?? '', title: classes.title ?? '', body: classes.body ?? '' }}
    >
      <Steps doctor={doctor} onClose={onClose} />
    </Modal>
  );
};
