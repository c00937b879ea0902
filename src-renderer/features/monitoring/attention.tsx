import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AbuseKind, Attention, MonitoringCheck } from '../../../server/protocol/index.ts';
import classes from './monitoring.module.css';

const ICONS = { good: CircleCheck, look: TriangleAlert } as const;

/** What may need a look. */
export type AttentionTo = MonitoringCheck | AbuseKind;

/** Where on the page it stands: the id of its title. */
export const attentionId = (to: AttentionTo): string => `monitoring-of-${to}`;

/** Goes to it, and lets the keyboard and screen readers go on from there. */
export const showAttention = (to: AttentionTo): void => {
  const title = document.getElementById(attentionId(to));
  title?.scrollIntoView({ block: 'center' });
  title?.focus({ preventScroll: true });
};

/** "Good" or "Look here": by icon, word and colour. */
export const AttentionMark = ({ attention }: { attention: Attention }) => {
  const { t } = useTranslation('monitoring');
  const Icon = ICONS[attention];
  return (
    <span className={classes.attention} data-attention={attention}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      {t(attention)}
    </span>
  );
};
