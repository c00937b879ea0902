import { Button, Checkbox, Group, Modal, Stack, Tabs, Text, UnstyledButton } from '@mantine/core';
import { AppWindow, Monitor } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, ShareRequest, ShareSource } from '../../../src-preload/contract.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import classes from './share-picker.module.css';

const KINDS = ['screen', 'window'] as const;
const LABELS = { screen: 'screens', window: 'windows' } as const;
const EMPTY = { screen: 'noScreens', window: 'noWindows' } as const;
const ICONS = { screen: Monitor, window: AppWindow } as const;

const Source = ({ source, onPick }: { source: ShareSource; onPick: () => void }) => {
  const { t } = useTranslation('screenShare');
  const Icon = ICONS[source.kind];
  return (
    <UnstyledButton className={classes.source ?? ''} onClick={onPick} data-source={source.id}>
      <span className={classes.picture}>
        {source.thumbnail === '' ? (
          <Icon size={40} strokeWidth={1.5} aria-hidden />
        ) : (
          <img src={source.thumbnail} alt="" />
        )}
      </span>
      <span className={classes.name}>{source.name === '' ? t('unnamed') : source.name}</span>
    </UnstyledButton>
  );
};

const Picker = ({
  request: { sources, canShareSound },
  onAnswer,
}: {
  request: ShareRequest;
  onAnswer: (source: string | null, sound: boolean) => void;
}) => {
  const { t } = useTranslation(['screenShare', 'common']);
  const [sound, setSound] = useState(false);
  const first = sources.some(({ kind }) => kind === 'screen') ? 'screen' : 'window';
  return (
    <Stack>
      <Text size="sm">{t('privacy')}</Text>
      <Tabs defaultValue={first} keepMounted={false}>
        <Tabs.List>
          {KINDS.map((kind) => (
            <Tabs.Tab key={kind} value={kind}>
              {t(LABELS[kind])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {KINDS.map((kind) => {
          const shown = sources.filter((source) => source.kind === kind);
          return (
            <Tabs.Panel key={kind} value={kind} pt="md">
              {shown.length === 0 ? (
                <Text c="dimmed">{t(EMPTY[kind])}</Text>
              ) : (
                <div className={classes.sources}>
                  {shown.map((source) => (
                    <Source key={source.id} source={source} onPick={() => onAnswer(source.id, sound)} />
                  ))}
                </div>
              )}
            </Tabs.Panel>
          );
        })}
      </Tabs>
      <Group justify="space-between">
        {canShareSound ? (
          <Checkbox
            label={t('sound')}
            checked={sound}
            onChange={(event) => setSound(event.currentTarget.checked)}
          />
        ) : (
          <span />
        )}
        <Button variant="default" onClick={() => onAnswer(null, false)}>
          {t('common:cancel')}
        </Button>
      </Group>
    </Stack>
  );
};

/** "What do you want to share?", whenever the call asks for a screen. Closing it shares nothing. */
export const SharePicker = ({ bridge }: { bridge: AnteroomBridge['screenShare'] }) => {
  const { t } = useTranslation(['screenShare', 'common']);
  const narrow = useNarrow();
  const [request, setRequest] = useState<ShareRequest | null>(null);

  useEffect(() => {
    const endAsked = bridge.onAsked(setRequest);
    const endWithdrawn = bridge.onWithdrawn((withdrawn) =>
      setRequest((open) => (open?.request === withdrawn.request ? null : open)),
    );
    return () => {
      endAsked();
      endWithdrawn();
    };
  }, [bridge]);

  const answer = (source: string | null, sound: boolean) => {
    if (request === null) return;
    setRequest(null);
    // A request that is over is none that could fail.
    void bridge.answer({ request: request.request, source, sound }).catch(() => undefined);
  };

  return (
    <Modal
      opened={request !== null}
      onClose={() => answer(null, false)}
      title={t('title')}
      size="xl"
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {request !== null && <Picker key={request.request} request={request} onAnswer={answer} />}
    </Modal>
  );
};
