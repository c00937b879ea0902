import { Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonitoredSeries } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './monitoring.module.css';
import type { Point } from './points.ts';
import { useQuantities, type Quantities } from './use-quantities.ts';

const COLUMNS = [
  { name: 'doctors', title: 'chart.doctors', quantity: 'count' },
  { name: 'patients', title: 'chart.patients', quantity: 'count' },
  { name: 'waiting', title: 'card.waiting.title', quantity: 'count' },
  { name: 'inCalls', title: 'card.inCalls.title', quantity: 'count' },
  { name: 'messages', title: 'card.messages.title', quantity: 'rate' },
  { name: 'refusals', title: 'card.refusals.title', quantity: 'rate' },
  { name: 'lag', title: 'card.lag.title', quantity: 'duration' },
  { name: 'storeWrite', title: 'card.store.title', quantity: 'duration' },
  { name: 'memory', title: 'card.memory.title', quantity: 'memory' },
] as const satisfies readonly { name: MonitoredSeries; title: string; quantity: keyof Quantities }[];

/** What the lines show, to read: for who cannot see them, and for who wants to know exactly. */
export const NumbersTable = ({ rows }: { rows: readonly Point[] }) => {
  const { t } = useTranslation('monitoring');
  const format = useFormat();
  const quantities = useQuantities();
  const [shown, setShown] = useState(false);
  return (
    <div className={classes.part}>
      <Button variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {t(shown ? 'table.hide' : 'table.show')}
      </Button>
      {shown && rows.length === 0 && <Text c="dimmed">{t('table.none')}</Text>}
      {shown && rows.length > 0 && (
        // It scrolls sideways in a narrow window; by keyboard, too.
        <div className={classes.tableFrame} role="region" aria-label={t('table.title')} tabIndex={0}>
          <Table className="tabular" striped horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('table.time')}</Table.Th>
                {COLUMNS.map(({ name, title }) => (
                  <Table.Th key={name} scope="col">
                    {t(title)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.toReversed().map((row) => (
                <Table.Tr key={row.at}>
                  <Table.Th scope="row">{format.time(row.at)}</Table.Th>
                  {COLUMNS.map(({ name, quantity }) => (
                    <Table.Td key={name}>
                      {row[name] === null ? '–' : quantities[quantity](row[name])}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </div>
  );
};
