import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Attention } from '../../../server/protocol/index.ts';
import classes from './monitoring.module.css';

const ICONS = { good: CircleCheck, look: TriangleAlert } as const;

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
