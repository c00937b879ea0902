import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useStore } from 'zustand';
import type { LeavingChoice, LeavingQuestion } from '../../../src-preload/contract.ts';
import { ConsequenceList } from './consequence-list.tsx';
import { useComputer } from './use-computer.ts';

const Question = ({
  question,
  onAnswer,
}: {
  question: LeavingQuestion;
  onAnswer: (choice: LeavingChoice, remember: boolean) => void;
}) => {
  const { t } = useTranslation('computer');
  const [remember, setRemember] = useState(false);
  const { intent, consequences, offersKeep } = question;
  const endsCall = consequences.some(({ kind }) => kind === 'call-ends');
  return (
    <Stack>
      {consequences.length > 0 && <ConsequenceList consequences={consequences} />}
      {offersKeep && <Text>{t('leaving.keepText')}</Text>}
      {offersKeep && !endsCall && (
        <Checkbox
          label={t('leaving.remember')}
          checked={remember}
          onChange={(event) => setRemember(event.currentTarget.checked)}
        />
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={() => onAnswer('leave', remember)}>
          {t(offersKeep ? 'leaving.leave.quit' : `leaving.leave.${intent}`)}
        </Button>
        {offersKeep ? (
          <>
            <Button variant="default" onClick={() => onAnswer('stay', false)}>
              {t('leaving.stay')}
            </Button>
            <Button data-autofocus onClick={() => onAnswer('keep', remember)}>
              {t('leaving.keep')}
            </Button>
          </>
        ) : (
          <Button data-autofocus onClick={() => onAnswer('stay', false)}>
            {t('leaving.stay')}
          </Button>
        )}
      </Group>
    </Stack>
  );
};

/** Asks whether the app may go although somebody waits or is in a call; on whatever page. */
export const LeavingDialog = () => {
  const { t } = useTranslation(['computer', 'common']);
  const { bridge, question: store } = useComputer();
  const navigate = useNavigate();
  const question = useStore(store);
  /** What the dialog shows while it fades out. */
  const [last, setLast] = useState<LeavingQuestion | null>(null);
  if (question !== null && question !== last) setLast(question);

  useEffect(() => {
    if (question === null) return;
    // The picture of a call in full screen would lie over it.
    if (document.fullscreenElement instanceof Element) void document.exitFullscreen().catch(() => undefined);
    void bridge.leaving.shown({ id: question.id }).catch(() => undefined);
  }, [bridge, question]);

  const answer = (choice: LeavingChoice, remember: boolean) => {
    if (question === null) return;
    const { id, consequences } = question;
    store.setState(null, true);
    // Its page ends the call, camera and all, before the window goes.
    if (choice !== 'stay' && consequences.some(({ kind }) => kind === 'call-ends')) void navigate('/');
    void bridge.leaving.answer({ id, choice, remember }).catch(() => undefined);
  };

  const shown = question ?? last;
  return (
    <Modal
      opened={question !== null}
      onClose={() => answer('stay', false)}
      title={shown !== null && t(shown.offersKeep ? 'leaving.title.keep' : `leaving.title.${shown.intent}`)}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      closeOnClickOutside={false}
      // Three answers in one line.
      size={shown?.offersKeep === true ? 560 : 'md'}
      zIndex={400}
    >
      {shown !== null && <Question key={shown.id} question={shown} onAnswer={answer} />}
    </Modal>
  );
};
