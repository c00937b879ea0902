import { Alert, Button, Group, Text } from '@mantine/core';
import { GitCompareArrows } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { NotesDraft, Resolution } from './notes-draft.ts';
import classes from './visit-summary.module.css';

const CHOICES: readonly { resolution: Resolution; words: 'keepMine' | 'keepTheirs' | 'keepBoth' }[] = [
  { resolution: 'both', words: 'keepBoth' },
  { resolution: 'mine', words: 'keepMine' },
  { resolution: 'theirs', words: 'keepTheirs' },
];

/** Two versions of the notes, and the choice between them: neither is lost. */
export const NotesConflict = ({
  theirs,
  onResolve,
}: {
  theirs: string;
  onResolve: NotesDraft['resolve'];
}) => {
  const { t } = useTranslation('visitSummary');
  return (
    <Alert
      role="alert"
      color="orange"
      variant="light"
      title={
        <Text span inherit c="var(--mantine-color-text)">
          {t('conflict.title')}
        </Text>
      }
      icon={<GitCompareArrows size={20} strokeWidth={1.75} aria-hidden />}
    >
      <Text c="var(--mantine-color-text)">{t('conflict.text')}</Text>
      <Text mt="sm" size="sm" fw={600} c="var(--mantine-color-text)">
        {t('conflict.theirs')}
      </Text>
      <Text className={classes.theirs ?? ''} c="var(--mantine-color-text)">
        {theirs === '' ? t('conflict.empty') : theirs}
      </Text>
      <Group gap="xs" mt="sm">
        {CHOICES.map(({ resolution, words }) => (
          <Button key={resolution} size="xs" variant="default" onClick={() => onResolve(resolution)}>
            {t(`conflict.${words}`)}
          </Button>
        ))}
      </Group>
    </Alert>
  );
};
