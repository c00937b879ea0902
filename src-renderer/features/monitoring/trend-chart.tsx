import '@mantine/charts/styles.css';
import { LineChart, type LineChartSeries } from '@mantine/charts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MonitoredSeries } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './monitoring.module.css';
import type { Point } from './points.ts';
import type { Quantity } from './use-quantities.ts';

/** The second line is told by its dashes, too. */
const STYLES: readonly Pick<LineChartSeries, 'color' | 'strokeDasharray'>[] = [
  { color: 'var(--app-accent)' },
  { color: 'var(--app-line)', strokeDasharray: '5 3' },
];
const TICKS = { tickCount: 3, allowDecimals: false, width: 56 };

/** A small line over the time that is shown. Who cannot see it has its summary, and the table below the cards. */
export const TrendChart = ({
  title,
  points,
  names,
  labels = [],
  quantity,
}: {
  title: string;
  points: readonly Point[];
  names: readonly MonitoredSeries[];
  /** Of the lines, where there are several. */
  labels?: readonly string[];
  quantity: Quantity;
}) => {
  const { t } = useTranslation('monitoring');
  const format = useFormat();
  if (points.length < 2) {
    return (
      <Text size="sm" c="dimmed" className={classes.noChart ?? ''}>
        {t('chart.none')}
      </Text>
    );
  }
  const sums = points.map((point) => names.reduce((sum, name) => sum + (point[name] ?? 0), 0));
  const summary = t('chart.summary', {
    title,
    most: quantity(Math.max(...sums)),
    last: quantity(sums.at(-1) ?? null),
  });
  return (
    <div className={classes.chart} role="img" aria-label={summary}>
      <LineChart
        h={110}
        data={[...points]}
        dataKey="at"
        series={names.map((name, index) => ({
          name,
          label: labels[index] ?? title,
          ...STYLES[index],
          color: STYLES[index]?.color ?? 'gray',
        }))}
        withDots={false}
        curveType="linear"
        strokeWidth={1.75}
        gridAxis="x"
        tickLine="none"
        withLegend={labels.length > 1}
        legendProps={{ position: 'top', height: 24 }}
        valueFormatter={quantity}
        xAxisProps={{ tickFormatter: (at: number) => format.time(at), minTickGap: 48 }}
        yAxisProps={TICKS}
        // Asked for a label even where there is no point under the pointer.
        tooltipProps={{ labelFormatter: (at) => (typeof at === 'number' ? format.time(at) : null) }}
        lineProps={{ isAnimationActive: false }}
        lineChartProps={{ accessibilityLayer: false }}
      />
    </div>
  );
};
