import { Anchor, Loader, Stack, Text } from '@mantine/core';
import { Building2, CircleHelp, Link2, ShieldX, WifiOff } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate } from 'react-router';
import type { JoinLink } from '../../../server/protocol/index.ts';
import type { AnteroomBridge, JoinedClinic } from '../../../src-preload/contract.ts';
import type { JoinedState } from '../../platform/platform.ts';
import { useServices } from '../../services.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { nameOf } from './clinic-name.ts';
import { JoinForm } from './join-form.tsx';
import { JoinQuestion } from './join-question.tsx';
import { JoinRefused, REFUSAL_TEXTS, type Refusal } from './join-refused.tsx';
import { JoinedClinics } from './joined-clinics.tsx';
import { useWaitingLink } from './use-waiting-link.ts';

type Step =
  | { at: 'ask'; unreadable: boolean }
  | { at: 'question'; link: JoinLink }
  | { at: 'joining'; link: JoinLink }
  | { at: 'joined'; clinic: JoinedClinic }
  | { at: 'refused'; link: JoinLink; reason: Refusal };

const ICONS = {
  ask: Link2,
  question: CircleHelp,
  joined: Building2,
  key_changed: ShieldX,
  untrusted: ShieldX,
  unreachable: WifiOff,
  not_a_clinic: CircleHelp,
  failed: CircleHelp,
} as const;

const ASK: Step = { at: 'ask', unreadable: false };

/** `null` until they are known. */
const useJoinedClinics = (bridge: AnteroomBridge) => {
  const [clinics, setClinics] = useState<readonly JoinedClinic[] | null>(null);
  const [count, setCount] = useState(0);
  useEffect(() => {
    let wanted = true;
    bridge.clinics.list().then(
      (list) => wanted && setClinics(list),
      () => wanted && setClinics([]),
    );
    return () => {
      wanted = false;
    };
  }, [bridge, count]);
  return { clinics, reload: () => setCount((before) => before + 1) };
};

const JoinSteps = ({ bridge, joined }: { bridge: AnteroomBridge; joined: JoinedState }) => {
  const { t } = useTranslation(['join', 'common']);
  const { invites, platform, session } = useServices();
  const navigate = useNavigate();
  const waiting = useWaitingLink(bridge);
  const { clinics, reload } = useJoinedClinics(bridge);
  const [step, setStep] = useState<Step>(ASK);
  const [seen, setSeen] = useState(waiting);
  const content = useRef<HTMLDivElement>(null);
  const currentId = joined.current.getState().clinic?.id ?? null;

  // A link that comes while another one is being joined waits for the window after it.
  if (waiting !== seen && step.at !== 'joining' && step.at !== 'joined') {
    setSeen(waiting);
    if (waiting !== null) {
      setStep(
        waiting.link === null ? { at: 'ask', unreadable: true } : { at: 'question', link: waiting.link },
      );
    }
  }

  // The step takes the place of the button that led to it, and with it the focus.
  const shownAt = useRef(step.at);
  useEffect(() => {
    if (shownAt.current !== step.at) content.current?.focus({ preventScroll: true });
    shownAt.current = step.at;
  }, [step.at]);

  const join = (link: JoinLink) => {
    setStep({ at: 'joining', link });
    bridge.clinics.join(link).then(
      (answer) => {
        if (answer.outcome === 'refused') {
          setStep({ at: 'refused', link, reason: answer.reason });
          return;
        }
        setStep({ at: 'joined', clinic: answer.clinic });
        if (answer.newWindow) return;
        invites.setState(({ arrivals }) => ({ invite: link.code, pin: null, arrivals: arrivals + 1 }));
        void navigate('/visit');
      },
      () => setStep({ at: 'refused', link, reason: 'failed' }),
    );
  };
  const askAgain = () => {
    bridge.clinics.dropLink().catch(() => undefined);
    setStep(ASK);
  };

  const title = (): string => {
    if (step.at === 'refused') return t(`refused.${REFUSAL_TEXTS[step.reason]}.title`);
    if (step.at === 'joined') return t('joined.title', { clinic: nameOf(step.clinic) });
    return t(`${step.at}.title`);
  };
  const picture = (): ReactNode => {
    if (step.at === 'joining') return <Loader size={28} type="dots" />;
    const Icon = ICONS[step.at === 'refused' ? step.reason : step.at];
    return <Icon size={32} strokeWidth={1.75} />;
  };
  return (
    <MessagePage
      standalone
      icon={picture()}
      tone={step.at === 'refused' && step.reason === 'key_changed' ? 'danger' : undefined}
      title={title()}
      action={
        step.at === 'ask' && (
          <Anchor component={Link} to="/" c="var(--app-accent)">
            {t('common:back')}
          </Anchor>
        )
      }
    >
      <Stack ref={content} tabIndex={-1} gap="md" align="flex-start" style={{ outline: 'none' }}>
        {step.at === 'ask' && (
          <>
            <Text>{t('ask.text')}</Text>
            <JoinForm unreadable={step.unreadable} onLink={(link) => setStep({ at: 'question', link })} />
          </>
        )}
        {step.at === 'question' && (
          <JoinQuestion
            link={step.link}
            clinics={clinics ?? []}
            onJoin={() => join(step.link)}
            onCancel={askAgain}
          />
        )}
        {step.at === 'joining' && <Text role="status">{t('joining.text', { host: step.link.host })}</Text>}
        {step.at === 'joined' && <Text role="status">{t('joined.text')}</Text>}
        {step.at === 'refused' && (
          <JoinRefused
            reason={step.reason}
            host={step.link.host}
            onRetry={() => join(step.link)}
            onAnother={askAgain}
          />
        )}
        {step.at === 'ask' && clinics !== null && clinics.length > 0 && (
          <JoinedClinics
            bridge={bridge}
            clinics={clinics}
            currentId={currentId}
            hostsOwn={platform.host?.state.getState().status !== 'stopped' || currentId !== null}
            signOut={() => session.signOut()}
            onLeft={reload}
          />
        )}
      </Stack>
    </MessagePage>
  );
};

/** `/join`: from an invitation to the clinic that it is from, in the desktop app. */
export const JoinPage = () => {
  const { platform } = useServices();
  // In a browser the link itself is the way.
  if (platform.desktop === null || platform.joined === null) return <Navigate to="/" replace />;
  return (
    <EntryFrame>
      <JoinSteps bridge={platform.desktop} joined={platform.joined} />
    </EntryFrame>
  );
};
