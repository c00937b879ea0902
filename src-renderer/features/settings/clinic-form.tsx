import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { Check } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  clinicSettingsSchema,
  hasOpeningHours,
  WEEKDAYS,
  type ClinicSettings,
  type OpeningHours,
  type RouteAnswer,
  type Weekday,
} from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { EmergencyFields } from './emergency-fields.tsx';
import { clinicDraftOf } from './clinic-draft.ts';
import { OpeningHoursField, type DayProblem } from './opening-hours-field.tsx';
import classes from './clinic-settings.module.css';
import page from './settings-page.module.css';

export type ClinicSettingsAnswer = RouteAnswer<'clinicSettings'>['data'];

const SWITCH = { track: classes.track ?? '' };
const SHOWN = ['position', 'expectedWait', 'presence'] as const;
const EMERGENCY_MAX = 40;

type Issue = { path: PropertyKey[]; code: string };

/** The first of each day: an interval without an end does not end before it begins, too. */
const dayProblems = (issues: readonly Issue[]): Partial<Record<Weekday, DayProblem>> => {
  const found: Partial<Record<Weekday, DayProblem>> = {};
  for (const { path, code } of issues) {
    const [field, name, index] = path;
    const day = WEEKDAYS.find((known) => known === name);
    if (field !== 'openingHours' || day === undefined) continue;
    found[day] ??=
      typeof index === 'number'
        ? { kind: code === 'custom' ? 'order' : 'missing', index }
        : { kind: 'overlap', index: null };
  }
  return found;
};

const zonesWith = (own: string | null): string[] => {
  const known = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);
  if (own !== null) known.add(own);
  return [...known].sort();
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What an administrator sets for the whole clinic, except its logo. What was typed stays until it is saved. */
export const ClinicForm = ({ known }: { known: ClinicSettingsAnswer }) => {
  const { t } = useTranslation('clinicSettings');
  const services = useServices();
  const { rest, clinic, platform } = services;
  const { user } = useSignedIn();
  const kept = useMemo(() => clinicDraftOf(services, user.id), [services, user.id]);
  const [initial] = useState(() => kept.read() ?? known.settings);
  const announce = useAnnounce();
  const [saved, setSaved] = useState(known.settings);
  const [hasSaved, setHasSaved] = useState(false);
  const [draft, setDraft] = useState(initial);
  const [days, setDays] = useState<Partial<Record<Weekday, DayProblem>>>({});
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const fields = useFields({
    name: initial.name,
    emergencyNumber: initial.emergencyNumber ?? '',
  });
  const zones = useMemo(() => zonesWith(initial.timeZone), [initial]);

  const { name, emergencyNumber } = fields.values;
  const current = { ...draft, name, emergencyNumber: emergencyNumber === '' ? null : emergencyNumber };
  const isChanged = !same(current, saved);

  // Another page may be looked at, and this one be opened again, before anything is saved.
  useEffect(() => {
    if (isChanged) kept.keep(current);
    else kept.drop();
  });
  useEffect(() => {
    // The desktop's windows cannot ask, and must not refuse to close.
    if (!isChanged || platform.kind !== 'web') return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged, platform]);

  const change = (part: Partial<ClinicSettings>) => setDraft((before) => ({ ...before, ...part }));

  const setHours = (openingHours: OpeningHours) => {
    setDays({});
    const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    change({
      openingHours,
      timeZone: draft.timeZone ?? (hasOpeningHours(openingHours) ? ownZone : null),
    });
  };

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      const parsed = clinicSettingsSchema.safeParse(current);
      if (!parsed.success) {
        const { issues } = parsed.error;
        setDays(dayProblems(issues));
        fields.fail(issues.some(({ path }) => path[0] === 'name') ? { name: t('wrong.name') } : {});
        return;
      }
      // Letters may stand beside it ("112 or 911"), but patients in need must find something to dial.
      if (emergencyNumber.trim() !== '' && !/\d/u.test(emergencyNumber)) {
        fields.fail({ emergencyNumber: t('wrong.emergency') });
        return;
      }
      setDays({});
      try {
        const { data } = await rest.call('saveClinicSettings', { body: parsed.data });
        setSaved(data.settings);
        setDraft(data.settings);
        fields.set('name', data.settings.name);
        fields.set('emergencyNumber', data.settings.emergencyNumber ?? '');
        setHasSaved(true);
        announce(t('saved'));
        void clinic.load();
      } catch (error) {
        setProblem(codeOf(error));
      }
    });

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <section className={page.card} aria-label={t('about.title')}>
        <h2 className={page.title}>{t('about.title')}</h2>
        <TextInput label={t('about.name')} autoComplete="organization" {...fields.input('name')} />
        <TextInput
          label={t('about.emergency')}
          description={t('about.emergencyHint')}
          maxLength={EMERGENCY_MAX}
          autoComplete="off"
          {...fields.input('emergencyNumber')}
        />
      </section>

      <EmergencyFields value={draft} onChange={change} />

      <section className={page.card} aria-label={t('hours.title')}>
        <h2 className={page.title}>{t('hours.title')}</h2>
        <Text size="sm" c="dimmed">
          {t('hours.explain')}
        </Text>
        <OpeningHoursField value={draft.openingHours} problems={days} onChange={setHours} />
        {hasOpeningHours(draft.openingHours) && (
          <Select
            label={t('hours.zone')}
            searchable
            allowDeselect={false}
            limit={60}
            data={zones}
            value={draft.timeZone}
            nothingFoundMessage={t('hours.noZone')}
            onChange={(timeZone) => change({ timeZone })}
          />
        )}
      </section>

      <section className={page.card} aria-label={t('shows.title')}>
        <h2 className={page.title}>{t('shows.title')}</h2>
        <Text size="sm" c="dimmed">
          {t('shows.explain')}
        </Text>
        {SHOWN.map((part) => (
          <Switch
            key={part}
            classNames={SWITCH}
            label={t(`shows.${part}.label`)}
            // Mantine's label has the description in it, which would be read twice.
            aria-label={t(`shows.${part}.label`)}
            description={t(draft.shows[part] ? `shows.${part}.on` : `shows.${part}.off`)}
            checked={draft.shows[part]}
            onChange={(event) => change({ shows: { ...draft.shows, [part]: event.currentTarget.checked } })}
          />
        ))}
      </section>

      <section className={page.card} aria-label={t('calls.title')}>
        <h2 className={page.title}>{t('calls.title')}</h2>
        <Switch
          classNames={SWITCH}
          label={t('calls.relayOnly')}
          aria-label={t('calls.relayOnly')}
          description={t(known.relayAvailable ? 'calls.explain' : 'calls.missing')}
          checked={draft.relayOnly}
          disabled={!known.relayAvailable && !draft.relayOnly}
          onChange={(event) => change({ relayOnly: event.currentTarget.checked })}
        />
      </section>

      {problem !== null && <ErrorNotice code={problem} />}
      <Group gap="md">
        <Button type="submit" loading={fields.busy}>
          {t('save')}
        </Button>
        {isChanged ? (
          <Text size="sm" c="dimmed">
            {t('unsaved')}
          </Text>
        ) : (
          hasSaved && (
            <Text size="sm" className={classes.saved ?? ''}>
              <Check size={18} strokeWidth={2} aria-hidden />
              {t('saved')}
            </Text>
          )
        )}
      </Group>
    </form>
  );
};
