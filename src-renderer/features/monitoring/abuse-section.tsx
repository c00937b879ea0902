import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Monitoring } from '../../../server/protocol/index.ts';
import { attentionId, AttentionMark } from './attention.tsx';
import classes from './monitoring.module.css';
import { useQuantities } from './use-quantities.ts';

/** What strangers and broken programs did in the last hour: how often, never who. */
export const AbuseSection = ({ data: { abuse, refusals } }: { data: Monitoring }) => {
  const { t } = useTranslation('monitoring');
  const { count: write } = useQuantities();
  return (
    <section className={classes.part} aria-labelledby="monitoring-abuse">
      <h2 className={classes.title} id="monitoring-abuse">
        {t('abuse.title')}
      </h2>
      <Text c="dimmed" maw="65ch">
        {t('abuse.text')}
      </Text>
      <ul className={classes.list}>
        {abuse.map(({ kind, count, attention }) => (
          <li key={kind} className={classes.item}>
            <span className={classes.kind} id={attentionId(kind)} tabIndex={-1}>
              {t(`abuse.kind.${kind}`)}
            </span>
            <span className="tabular">{t('abuse.times', { count })}</span>
            <AttentionMark attention={attention} />
            {attention === 'look' && (
              <div className={classes.advice}>
                <Text size="sm" maw="65ch">
                  {t(`abuse.look.${kind}`)}
                </Text>
              </div>
            )}
          </li>
        ))}
      </ul>
      {refusals.length === 0 ? (
        <Text c="dimmed">{t('abuse.noCodes')}</Text>
      ) : (
        <div className={classes.tableFrame}>
          <Table className="tabular" captionSide="top" horizontalSpacing="md">
            <Table.Caption>{t('abuse.codes')}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('abuse.code')}</Table.Th>
                <Table.Th scope="col">{t('abuse.count')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {refusals.map(({ code, count }) => (
                <Table.Tr key={code}>
                  <Table.Td>
                    <code>{code}</code>
                  </Table.Td>
                  <Table.Td>{write(count)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
};
