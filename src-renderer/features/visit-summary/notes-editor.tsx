import { Skeleton, Textarea } from '@mantine/core';
import { Check, CircleAlert, Clock, LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { NOTES_MAX_LENGTH } from '../../../server/protocol/index.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { NotesConflict } from './notes-conflict.tsx';
import type { NotesDraft, NotesState } from './notes-draft.ts';
import classes from './visit-summary.module.css';

/** From here on it is said how much room is left. */
const NEARLY_FULL = NOTES_MAX_LENGTH - 500;

const ICONS = { saved: Check, unsaved: Clock, saving: LoaderCircle, failed: CircleAlert } as const;

const SavingState = ({ saving, savedAt }: Pick<NotesState, 'saving' | 'savedAt'>) => {
  const { t } = useTranslation('visitSummary');
  const format = useFormat();
  const Icon = ICONS[saving];
  return (
    <span className={classes.saving} data-saving={saving}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      {saving !== 'saved'
        ? t(`notes.${saving}`)
        : savedAt === null
          ? t('notes.empty')
          : t('notes.saved', { when: format.dayAndTime(savedAt) })}
    </span>
  );
};

/** The doctor's notes, of a visit unless the words say otherwise: they save themselves, and say whether they have. */
export const NotesEditor = <About,>({
  draft,
  rows,
  label,
  hint,
}: {
  draft: NotesDraft<About>;
  rows: number;
  label?: string;
  hint?: string;
}) => {
  const { t } = useTranslation(['visitSummary', 'common']);
  const errorText = useErrorText();
  const { about, loadProblem, text, saving, saveProblem, savedAt, theirs } = useStore(draft.state);

  if (about === null) {
    return loadProblem === null ? (
      <Delayed>
        <Skeleton height={160} role="status" aria-label={t('common:loading')} />
      </Delayed>
    ) : (
      <ErrorNotice code={loadProblem} onRetry={() => void draft.load()} />
    );
  }
  return (
    <div className={classes.editor}>
      <Textarea
        className={classes.field ?? ''}
        label={label ?? t('notes.label')}
        description={hint ?? t('notes.hint')}
        value={text}
        onChange={(event) => draft.write(event.currentTarget.value)}
        onBlur={() => void draft.save()}
        maxLength={NOTES_MAX_LENGTH}
        rows={rows}
      />
      <div className={classes.under}>
        <SavingState saving={saving} savedAt={savedAt} />
        {text.length >= NEARLY_FULL && (
          <span className="tabular">{t('notes.left', { count: NOTES_MAX_LENGTH - text.length })}</span>
        )}
      </div>
      {saveProblem !== null && (
        <ErrorNotice onRetry={() => void draft.save()}>
          {t('notes.kept', { reason: errorText(saveProblem) })}
        </ErrorNotice>
      )}
      {theirs !== null && <NotesConflict theirs={theirs.notes} onResolve={draft.resolve} />}
    </div>
  );
};
