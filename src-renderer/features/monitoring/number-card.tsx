import { Text } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import type { Attention, MonitoringCheck } from '../../../server/protocol/index.ts';
import { attentionId, AttentionMark } from './attention.tsx';
import classes from './monitoring.module.css';

/** One number: what it is now, whether it is good, what it means, and how it came to be. */
export const NumberCard = ({
  title,
  value,
  detail,
  about,
  check,
  attention,
  advice,
  children,
}: {
  title: string;
  value: string;
  /** What the number is made of. */
  detail?: string | undefined;
  about: string;
  /** Left out where no value is better than another, as is `attention`. */
  check?: MonitoringCheck | undefined;
  attention?: Attention | undefined;
  /** What to do if it needs a look. */
  advice?: string | undefined;
  children?: ReactNode;
}) => {
  const ownId = useId();
  const titleId = check === undefined ? ownId : attentionId(check);
  return (
    <section className={classes.card} aria-labelledby={titleId} data-attention={attention}>
      <div className={classes.head}>
        <h3 className={classes.cardTitle} id={titleId} tabIndex={-1}>
          {title}
        </h3>
        {attention !== undefined && <AttentionMark attention={attention} />}
      </div>
      <div className={classes.now}>
        <strong className={classes.value}>{value}</strong>
        {detail !== undefined && (
          <Text component="span" size="sm" c="dimmed">
            {detail}
          </Text>
        )}
      </div>
      <Text size="sm" c="dimmed">
        {about}
      </Text>
      {attention === 'look' && advice !== undefined && <Text size="sm">{advice}</Text>}
      {children}
    </section>
  );
};
