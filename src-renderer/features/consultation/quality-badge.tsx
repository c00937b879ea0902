import { useTranslation } from 'react-i18next';
import type { Quality, QualityLevel } from './connection-quality.ts';
import classes from './quality-badge.module.css';

const BARS: Record<QualityLevel, number> = { good: 3, fair: 2, poor: 1 };

/** Three bars; words beside them only while something is wrong. Said once each time that it changes. */
export const QualityBadge = ({ quality }: { quality: Quality }) => {
  const { t } = useTranslation('consultation');
  const { level, reason } = quality;
  const bars = BARS[level];
  return (
    <div className={classes.badge} data-level={level}>
      <span className={classes.bars} role="img" aria-label={t(`quality.${level}`)}>
        {[1, 2, 3].map((bar) => (
          <span key={bar} className={classes.bar} data-lit={bar <= bars || undefined} />
        ))}
      </span>
      <span className={classes.words} role="status">
        {reason === null ? '' : t(`quality.reason.${reason}`)}
      </span>
    </div>
  );
};
