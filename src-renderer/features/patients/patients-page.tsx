import { Button, CloseButton, Group, Skeleton, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Search, UserPlus, Users } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AddPatientDialog } from './add-patient-dialog.tsx';
import { PatientList } from './patient-list.tsx';
import classes from './patients-page.module.css';
import { usePatientList } from './use-patient-list.ts';

const SEARCH_AFTER_MS = 250;
const SEARCH_MAX_LENGTH = 120;

/** The doctor's own patients: found by a part of name, email or phone, and added. */
export const PatientsPage = () => {
  const { t } = useTranslation(['patients', 'common']);
  const navigate = useNavigate();
  const announce = useAnnounce();
  const field = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), SEARCH_AFTER_MS);
  const [adding, setAdding] = useState(false);
  const { pages, problem, load, loadMore, loadingMore } = usePatientList(wanted);

  // The eye sees the list change; the ear is told what came of the search.
  const announced = useRef('');
  useEffect(() => {
    if (pages === null || pages.search === announced.current) return;
    announced.current = pages.search;
    announce(t(pages.search === '' ? 'count' : 'found', { count: pages.total }));
  }, [pages, announce, t]);

  const clear = () => {
    setSearch('');
    field.current?.focus();
  };
  const addButton = (
    <Button
      leftSection={<UserPlus size={18} strokeWidth={1.75} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      {t('add')}
    </Button>
  );
  const isEmpty = pages !== null && pages.total === 0 && pages.search === '';

  return (
    <div className={classes.page}>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        {!isEmpty && addButton}
      </Group>
      {!isEmpty && (
        <Group gap="md">
          <TextInput
            ref={field}
            type="search"
            className={classes.search ?? ''}
            aria-label={t('search')}
            placeholder={t('searchHint')}
            autoComplete="off"
            maxLength={SEARCH_MAX_LENGTH}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            leftSection={<Search size={18} strokeWidth={1.75} aria-hidden />}
            rightSection={search !== '' && <CloseButton aria-label={t('clearSearch')} onClick={clear} />}
          />
          {pages !== null && (
            <Text c="dimmed" size="sm">
              {t(pages.search === '' ? 'count' : 'found', { count: pages.total })}
            </Text>
          )}
        </Group>
      )}
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
      {pages === null && problem === null && (
        <Delayed>
          <div role="status" aria-label={t('common:loading')} className={classes.skeletons}>
            {[1, 2, 3, 4].map((row) => (
              <Skeleton key={row} height={52} radius="md" />
            ))}
          </div>
        </Delayed>
      )}
      {isEmpty && (
        <EmptyState icon={<Users size={36} strokeWidth={1.5} />} title={t('emptyTitle')} action={addButton}>
          {t('emptyText')}
        </EmptyState>
      )}
      {pages !== null && pages.total === 0 && pages.search !== '' && (
        <EmptyState
          icon={<Search size={36} strokeWidth={1.5} />}
          title={t('noMatchTitle', { search: pages.search })}
          action={
            <Button variant="default" onClick={clear}>
              {t('clearSearch')}
            </Button>
          }
        >
          {t('noMatchText')}
        </EmptyState>
      )}
      {pages !== null && pages.patients.length > 0 && <PatientList patients={pages.patients} />}
      {pages !== null && pages.next !== null && (
        <Group justify="center">
          <Button variant="default" loading={loadingMore} onClick={() => void loadMore()}>
            {t('more')}
          </Button>
        </Group>
      )}
      <AddPatientDialog
        opened={adding}
        onClose={() => setAdding(false)}
        onAdded={(patientId) => void navigate(`/patients/${patientId}`)}
      />
    </div>
  );
};
