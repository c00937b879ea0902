import { Button, Modal, Stack, Text } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { version } from '../../../package.json';
import { useLanguage } from '../../i18n/use-language.ts';
import { useClinicName, useServices } from '../../services.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { encodeHelpCode, versionOf } from './help-code.ts';
import classes from './help-code.module.css';
import { wordsOf } from './spoken-words.ts';

/** The three words to read out to the clinic. They are made here; nothing is sent. */
export const HelpDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const { t } = useTranslation(['helpCode', 'common']);
  const { failures } = useServices();
  const { language } = useLanguage();
  const clinic = useClinicName();
  const narrow = useNarrow();
  const last = useStore(failures.state, (state) => state.last);
  const [copied, setCopied] = useState(false);

  const list = wordsOf(language);
  const words = encodeHelpCode({
    failure: last?.failure ?? 'nothing',
    area: last?.area ?? 'elsewhere',
    version: versionOf(version),
  }).map((number) => list[number] ?? '');

  const copy = () => {
    navigator.clipboard.writeText(words.join(' ')).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('title')}
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      onExitTransitionEnd={() => setCopied(false)}
    >
      <Stack>
        <Text>{clinic === null ? t('tell') : t('tellClinic', { clinic })}</Text>
        <ol className={classes.words} aria-label={t('words')}>
          {words.map((word, index) => (
            <li key={index} className={classes.word}>
              {word}
            </li>
          ))}
        </ol>
        <Text size="sm" c="dimmed">
          {t(last === null ? 'nothing' : 'privacy')}
        </Text>
        {'clipboard' in navigator && (
          <Button
            variant="default"
            leftSection={copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
            onClick={copy}
          >
            {t(copied ? 'common:copied' : 'common:copy')}
          </Button>
        )}
      </Stack>
    </Modal>
  );
};
