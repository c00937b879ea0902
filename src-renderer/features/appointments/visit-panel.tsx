import { Button, Drawer, Stack, Text } from '@mantine/core';
import { CalendarClock, CalendarX, DoorOpen, Undo2, UserX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isFinalStatus, type Appointment } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { RenewInvitation } from '../booking/renew-invitation.tsx';
import type { Range } from './agenda-dates.ts';
import { canReopen, endOf, visitsDuring } from './agenda-visits.ts';
import { CancelForm } from './cancel-form.tsx';
import { MoveForm } from './move-form.tsx';
import { useUndo } from './undo.tsx';
import { useVisitActions } from './use-visit-actions.ts';
import { VisitFacts } from './visit-facts.tsx';
import classes from './visit-panel.module.css';

const ICON = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;

type Shown = 'facts' | 'move' | 'cancel';

type PanelProps = {
  visit: Appointment;
  known: readonly Appointment[];
  now: number;
  onLookAt: (range: Range) => void;
  onChanged: (appointment: Appointment) => void;
};

const Panel = ({
  visit,
  known,
  now,
  onLookAt,
  onChanged,
  shown,
  onShow,
}: PanelProps & { shown: Shown; onShow: (shown: Shown) => void }) => {
  const { t } = useTranslation('agenda');
  const format = useFormat();
  const online = useConnection().status === 'online';
  const actions = useVisitActions(visit, onChanged);
  const offerUndo = useUndo();
  const [busy, setBusy] = useState<'noShow' | 'reopen' | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const heading = useRef<HTMLDivElement>(null);

  // What was pressed is gone when the panel shows something else; its forms take the focus themselves.
  const shownBefore = useRef(shown);
  useEffect(() => {
    if (shownBefore.current !== shown && shown === 'facts') heading.current?.focus();
    shownBefore.current = shown;
  }, [shown]);

  // Nor is a button whose action has changed what can be done.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, [visit.status]);

  const run = async (what: 'noShow' | 'reopen', action: () => Promise<void>) => {
    setBusy(what);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(null);
    }
  };

  const move = async (changes: { startsAt: string; durationMinutes: number }) => {
    const before = { startsAt: visit.startsAt, durationMinutes: visit.durationMinutes };
    const moved = await actions.change(changes);
    onShow('facts');
    if (moved.startsAt === before.startsAt) return;
    offerUndo({
      text: t('undo.moved', { name: visit.patientName, time: format.dayAndTime(moved.startsAt) }),
      undo: async () => {
        await actions.change(before);
      },
    });
  };

  if (shown === 'move')
    return (
      <MoveForm
        visit={visit}
        known={known}
        onLookAt={onLookAt}
        onMove={move}
        onKeep={() => onShow('facts')}
      />
    );
  if (shown === 'cancel')
    return (
      <CancelForm
        patientName={visit.patientName}
        onCancel={async (message) => {
          await actions.cancel(message);
          onShow('facts');
        }}
        onKeep={() => onShow('facts')}
      />
    );
  const over = isFinalStatus(visit.status);
  const started = visit.status === 'admitted' || visit.status === 'inCall';
  const others = over
    ? []
    : visitsDuring(known, { from: Date.parse(visit.startsAt), to: endOf(visit) }, visit.id);
  return (
    <Stack>
      <div ref={heading} tabIndex={-1} className={classes.content}>
        <VisitFacts visit={visit} others={others} />
      </div>
      {problem !== null && <ErrorNotice code={problem} />}
      {canReopen(visit, now) && (
        <Stack gap="xs">
          <Button
            leftSection={<Undo2 {...ICON} />}
            loading={busy === 'reopen'}
            disabled={!online}
            onClick={() => void run('reopen', actions.reopen)}
          >
            {t('panel.reopen')}
          </Button>
          <Text c="dimmed" size="sm">
            {t('panel.reopenHint')}
          </Text>
        </Stack>
      )}
      {!over && (
        <div className={classes.actions}>
          <Button component={Link} to={`/rooms/${visit.roomId}`} leftSection={<DoorOpen {...ICON} />}>
            {t('panel.open')}
          </Button>
          {!started && (
            <>
              <Button
                variant="default"
                leftSection={<CalendarClock {...ICON} />}
                onClick={() => onShow('move')}
              >
                {t('panel.move')}
              </Button>
              <Button
                variant="default"
                leftSection={<UserX {...ICON} />}
                loading={busy === 'noShow'}
                disabled={!online}
                onClick={() => void run('noShow', actions.noShow)}
              >
                {t('panel.noShow')}
              </Button>
              <Button
                variant="default"
                leftSection={<CalendarX {...ICON} />}
                onClick={() => onShow('cancel')}
              >
                {t('panel.cancel')}
              </Button>
            </>
          )}
          <RenewInvitation appointment={visit} />
        </div>
      )}
    </Stack>
  );
};

/** Everything about one appointment, beside the calendar, and what can be done with it. */
export const VisitPanel = ({
  visit,
  onClose,
  ...panel
}: Omit<PanelProps, 'visit'> & { visit: Appointment | null; onClose: () => void }) => {
  const { t } = useTranslation(['agenda', 'common']);
  const [shown, setShown] = useState<Shown>('facts');
  const name = visit?.patientName ?? '';
  return (
    <Drawer
      opened={visit !== null}
      onClose={onClose}
      onExitTransitionEnd={() => setShown('facts')}
      position="right"
      size={420}
      padding="lg"
      title={
        shown === 'move' ? t('move.title', { name }) : shown === 'cancel' ? t('cancel.title', { name }) : name
      }
      closeButtonProps={{ 'aria-label': t('common:close') }}
      // Escape in a dialog above this one is meant for that one only.
      closeOnEscape={false}
      onKeyDown={({ key, target, currentTarget }) => {
        if (key === 'Escape' && target instanceof Node && currentTarget.contains(target)) onClose();
      }}
      classNames={{ title: classes.title ?? '' }}
      transitionProps={{ duration: 150 }}
    >
      {visit !== null && <Panel key={visit.id} visit={visit} shown={shown} onShow={setShown} {...panel} />}
    </Drawer>
  );
};
