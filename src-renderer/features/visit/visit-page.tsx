import { Button, Text } from '@mantine/core';
import { CalendarCheck, DoorOpen, Link2Off, WifiOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate } from 'react-router';
import { useStore } from 'zustand';
import { codeOf, isUnreachable, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices, useSession } from '../../services.tsx';
import { failureOfCode } from '../help-code/failure-memory.ts';
import type { Failure } from '../help-code/failures.ts';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { MessagePage } from '../../ui/message-page.tsx';
import { hasApp, OpenInApp } from './open-in-app.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';

type Refusal = 'invalid' | 'expired' | 'usedUp' | 'over' | 'offline' | 'refused';

const refusalOf = (code: ApiErrorCode): Refusal => {
  switch (code) {
    case 'invitation_expired':
      return 'expired';
    case 'invitation_used_up':
      return 'usedUp';
    case 'visit_over':
      return 'over';
    case 'rate_limited':
    case 'storage_unavailable':
    case 'storage_full':
    case 'overloaded':
    case 'internal':
      return 'refused';
    default:
      return isUnreachable(code) ? 'offline' : 'invalid';
  }
};

/** What the help code says; null: what the clinic answered says more. */
const FAILURES: Readonly<Record<Refusal, Failure | null>> = {
  invalid: 'invitation-invalid',
  expired: 'invitation-expired',
  usedUp: 'invitation-used-up',
  over: 'visit-over',
  offline: 'offline',
  refused: null,
};

/** So often a clinic that answers, but cannot let anybody in now, is asked again. */
const AGAIN_MS = 10_000;

const ICONS = {
  invalid: Link2Off,
  expired: Link2Off,
  usedUp: Link2Off,
  over: CalendarCheck,
  offline: WifiOff,
  refused: WifiOff,
} as const;

/** `/visit#invite=…`: opens the invitation and goes on to the waiting room. */
export const VisitPage = () => {
  const { t } = useTranslation(['visit', 'common']);
  const { session, clinic, invites, platform } = useServices();
  const current = useSession();
  const navigate = useNavigate();
  const { invite, pin, arrivals } = useStore(invites);
  const [attempt, setAttempt] = useState({ count: 0, byItself: false });
  const [refused, setRefused] = useState<{ opening: string; arrivals: number; code: ApiErrorCode } | null>(
    null,
  );
  /** The link with which the patient went on in the browser, by its number. */
  const [inBrowser, setInBrowser] = useState<number | null>(null);
  const asks = platform.kind === 'web' && pin !== null && inBrowser !== arrivals && hasApp(navigator);
  const begun = useRef<string | null>(null);
  const opening = `${arrivals} ${attempt.count}`;

  useEffect(() => void clinic.load(), [clinic]);

  useEffect(() => {
    // The server counts openings: one for each link and press of the button, whatever runs this effect again.
    if (invite === null || asks || begun.current === opening) return;
    begun.current = opening;
    session.openInvitation(invite).then(
      ({ roomId }) => {
        invites.setState({ invite: null });
        return navigate(`/waiting-room/${roomId}`, { replace: true });
      },
      (error: unknown) => setRefused({ opening, arrivals, code: codeOf(error) }),
    );
  }, [invite, asks, opening, arrivals, session, invites, navigate]);

  // A refusal is no opening. Without an answer it may have been one, and there are five: the patient decides.
  const comesBack = refused?.opening === opening && refusalOf(refused.code) === 'refused';
  useEffect(() => {
    if (!comesBack) return;
    const timer = setTimeout(
      () => setAttempt(({ count }) => ({ count: count + 1, byItself: true })),
      AGAIN_MS,
    );
    return () => clearTimeout(timer);
  }, [comesBack]);

  const withoutInvite = current.status === 'restoring' ? null : ('invalid' as const);
  // While the page asks again by itself, it goes on to say what it said.
  const isShown = refused?.opening === opening || (attempt.byItself && refused?.arrivals === arrivals);
  const refusal = invite === null ? withoutInvite : isShown ? refusalOf(refused.code) : null;
  const visitHere = current.status === 'signedIn' ? current.visit : null;
  const goesBack = invite === null && visitHere !== null;
  useReportFailure(
    refusal === null || goesBack
      ? null
      : (FAILURES[refusal] ?? (refused === null ? null : failureOfCode(refused.code))),
  );

  // Without a secret in the address: back to the visit that is open in this window, if there is one.
  if (invite === null && visitHere !== null) {
    return <Navigate to={`/waiting-room/${visitHere.roomId}`} replace />;
  }

  if (invite !== null && asks) {
    return (
      <OpenInApp
        link={{ host: window.location.host, pin, code: invite }}
        onBrowser={() => setInBrowser(arrivals)}
      />
    );
  }

  if (refusal === null) {
    return (
      <PatientShell connection={false}>
        <MessagePage icon={<DoorOpen size={32} strokeWidth={1.75} />} title={t('opening.title')}>
          <Text role="status">{t('opening.text')}</Text>
        </MessagePage>
      </PatientShell>
    );
  }
  const Icon = ICONS[refusal];
  const canRetry = refusal === 'offline' || refusal === 'refused';
  return (
    <PatientShell connection={false}>
      <MessagePage
        icon={<Icon size={32} strokeWidth={1.75} />}
        title={t(`${refusal}.title`)}
        action={
          canRetry && (
            <Button onClick={() => setAttempt(({ count }) => ({ count: count + 1, byItself: false }))}>
              {t('retry', { ns: 'common' })}
            </Button>
          )
        }
      >
        <Text role="alert">{t(`${refusal}.text`)}</Text>
      </MessagePage>
    </PatientShell>
  );
};
