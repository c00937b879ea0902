import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { Megaphone } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MESSAGE_MAX_LENGTH } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useConnection, useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';

/** How long it says that the message went out. */
const SENT_FOR_MS = 8_000;
const SUGGESTIONS = ['late15', 'late30', 'soon'] as const;

/** One message to everyone who waits; each reads it in the own chat and learns of nobody else. */
export const MessageWaiting = ({ count }: { count: number }) => {
  const { t } = useTranslation(['rooms', 'common']);
  const { socket } = useServices();
  const announce = useAnnounce();
  const online = useConnection().status === 'online';
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  /** The same as long as the answer is missing, so that a second try reaches nobody twice. */
  const [clientId, setClientId] = useState(() => crypto.randomUUID());
  const message = text.trim();
  const [reached, setReached] = useState<number | null>(null);
  useEffect(() => {
    if (reached === null) return;
    const timer = setTimeout(() => setReached(null), SENT_FOR_MS);
    return () => clearTimeout(timer);
  }, [reached]);

  const write = (words: string) => {
    setText(words);
    setClientId(crypto.randomUUID());
  };

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await socket.request('message-waiting', { message, clientId });
      announce(t('toAll.sent', { count: answer.count }));
      setReached(answer.count);
      write('');
      setOpened(false);
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        leftSection={<Megaphone size={18} strokeWidth={1.75} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t('toAll.open')}
      </Button>
      {/* Heard by the announcer already. */}
      {reached !== null && (
        <Text size="sm" ta="center" c="var(--app-success)" aria-hidden>
          {t('toAll.sent', { count: reached })}
        </Text>
      )}
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('toAll.open')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack>
          <Text>{t('toAll.text', { count })}</Text>
          <Group gap="xs" role="group" aria-label={t('toAll.suggestions')}>
            {SUGGESTIONS.map((suggestion) => (
              <Button
                key={suggestion}
                size="xs"
                variant="default"
                onClick={() => write(t(`toAll.suggestion.${suggestion}`))}
              >
                {t(`toAll.suggestion.${suggestion}`)}
              </Button>
            ))}
          </Group>
          <Textarea
            label={t('toAll.label')}
            value={text}
            maxLength={MESSAGE_MAX_LENGTH}
            minRows={3}
            autosize
            data-autofocus
            onChange={({ currentTarget }) => write(currentTarget.value)}
          />
          {problem !== null && <ErrorNotice code={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setOpened(false)}>
              {t('common:cancel')}
            </Button>
            <Button loading={busy} disabled={message === '' || !online} onClick={() => void send()}>
              {t('toAll.send')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
};
