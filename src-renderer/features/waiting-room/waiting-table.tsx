import { Button } from '@mantine/core';
import { Circle, CircleCheck, CircleDashed, MessageSquare, TriangleAlert, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReorderReason } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection } from '../../services.tsx';
import { useNow } from '../../ui/use-now.ts';
import { reportIn } from '../device-test/device-report.ts';
import { deviceLines } from './device-summary.ts';
import { nextOf, type WaitingRow } from './doctor-queue.ts';
import { MoveInQueue } from './move-in-queue.tsx';
import classes from './waiting-table.module.css';

const ICON = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Ready, not yet, or away: as icon and word. */
const Presence = ({ row, now }: { row: WaitingRow; now: number }) => {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const { patient } = row;
  if (!patient.connected) {
    const away = patient.awaySince === null ? 0 : now - Date.parse(patient.awaySince);
    return <span>{t('row.away', { duration: format.spokenDuration(away) })}</span>;
  }
  return patient.ready ? (
    <span className={classes.good}>{t('row.ready')}</span>
  ) : (
    <span>{t('row.notReady')}</span>
  );
};

const Devices = ({ row }: { row: WaitingRow }) => {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const { deviceTestCompleted, deviceTestResults } = row.patient;
  if (!deviceTestCompleted) return <span>{t('row.devicesUntested')}</span>;
  const report = reportIn(deviceTestResults);
  if (report !== null) {
    const { verdict } = report;
    const reasons = format.list(report.reasons.map((reason) => t(`devices.reason.${reason}`)));
    const words = t(`devices.verdict.${verdict}`);
    return verdict === 'good' ? (
      <span>{words}</span>
    ) : (
      <span className={verdict === 'usable' ? undefined : classes.bad}>
        <TriangleAlert size={14} strokeWidth={1.75} aria-hidden />
        {reasons === '' ? words : t('devices.because', { verdict: words, reasons })}
      </span>
    );
  }
  const lines = deviceLines(deviceTestResults);
  const failed = lines.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) {
    const parts = format.list(failed.map(({ part }) => t(`devices.${part}`)));
    return (
      <span className={classes.bad}>
        <TriangleAlert size={14} strokeWidth={1.75} aria-hidden />
        {t('row.devicesFailed', { parts })}
      </span>
    );
  }
  const complete = deviceTestResults?.allTestsPassed !== false;
  return <span>{t(complete ? 'row.devicesGood' : 'row.devicesPartly')}</span>;
};

const StateIcon = ({ row: { patient } }: { row: WaitingRow }) => {
  if (!patient.connected) return <CircleDashed {...ICON} />;
  return patient.ready ? <CircleCheck {...ICON} className={classes.good ?? ''} /> : <Circle {...ICON} />;
};

/** The patients who wait, in the order of the queue, each with what the doctor must know before the call. */
export const WaitingTable = ({
  rows,
  selectedRoomId,
  startingRoomId,
  onSelect,
  onStart,
  onAcknowledge,
  onMove,
}: {
  rows: readonly WaitingRow[];
  selectedRoomId: string | null;
  /** The room whose consultation is being started. */
  startingRoomId: string | null;
  onSelect: (roomId: string) => void;
  onStart: (row: WaitingRow) => void;
  onAcknowledge: (roomId: string) => void;
  /** Before the patient of another room, or to the end. */
  onMove: (roomId: string, before: string | null, reason: ReorderReason) => void;
}) => {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const online = useConnection().status === 'online';
  const clientNow = useNow();
  const next = nextOf(rows);
  return (
    <div className={classes.table} role="table" aria-label={t('list.waiting')}>
      {rows.map((row, index) => {
        const { appointment, patient, view, unread } = row;
        const now = clientNow + (view?.clockOffset ?? 0);
        const waited = now - Date.parse(patient.joinedAt);
        const isNext = row === next;
        return (
          <div
            key={`${appointment.roomId} ${patient.userId}`}
            role="row"
            className={classes.row}
            data-selected={appointment.roomId === selectedRoomId || undefined}
            data-next={isNext || undefined}
          >
            <div role="cell" className={classes.name}>
              <StateIcon row={row} />
              <button
                type="button"
                className={classes.choose}
                aria-pressed={appointment.roomId === selectedRoomId}
                onClick={() => onSelect(appointment.roomId)}
              >
                {patient.fullname}
              </button>
            </div>
            <div
              role="cell"
              className={`${classes.waits ?? ''} tabular`}
              title={t('row.since', { time: format.exact(patient.joinedAt) })}
            >
              <span aria-hidden>{t('row.waits', { clock: format.clock(waited) })}</span>
              <span className="visually-hidden">
                {t('row.waitsSpoken', { duration: format.spokenDuration(waited) })}
              </span>
            </div>
            <div role="cell" className={classes.state}>
              <Presence row={row} now={now} />
              <Devices row={row} />
              {patient.callBack === true && <span>{t('row.callBack')}</span>}
              {patient.heldAt != null && <span>{t('row.held')}</span>}
              {view?.fresh === false && (
                <span className={classes.stale}>
                  <WifiOff size={14} strokeWidth={1.75} aria-hidden />
                  {t('row.stale')}
                </span>
              )}
              {unread > 0 && (
                <span className={classes.unread}>
                  <MessageSquare size={14} strokeWidth={1.75} aria-hidden />
                  {t('row.unread', { count: unread })}
                </span>
              )}
            </div>
            <div role="cell" className={classes.action}>
              <Button
                size="xs"
                variant={isNext ? 'filled' : 'default'}
                loading={startingRoomId === appointment.roomId}
                disabled={!online || (startingRoomId !== null && startingRoomId !== appointment.roomId)}
                onClick={() => onStart(row)}
              >
                {t('row.start')}
              </Button>
              {patient.connected && patient.acknowledgedAt == null && (
                <Button
                  size="xs"
                  px={6}
                  variant="subtle"
                  color="gray"
                  c="var(--mantine-color-text)"
                  disabled={!online}
                  title={t('alerts.acknowledgeHint')}
                  onClick={() => onAcknowledge(appointment.roomId)}
                >
                  {t('alerts.acknowledge')}
                </Button>
              )}
              {rows.length > 1 && (
                <span className={classes.move}>
                  <MoveInQueue
                    direction="up"
                    disabled={!online || index === 0}
                    onMove={(reason) =>
                      onMove(appointment.roomId, rows[index - 1]?.appointment.roomId ?? null, reason)
                    }
                  />
                  <MoveInQueue
                    direction="down"
                    disabled={!online || index === rows.length - 1}
                    onMove={(reason) =>
                      onMove(appointment.roomId, rows[index + 2]?.appointment.roomId ?? null, reason)
                    }
                  />
                </span>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
};
