import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** One sentence, and the one action that fills the place. */
export const EmptyState = ({
  icon,
  title,
  order = 2,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  /** 1 where nothing else is on the page. */
  order?: 1 | 2;
  children?: ReactNode;
  action?: ReactNode;
}) => (
  <Stack align="center" justify="center" gap="sm" p="xl" ta="center" h="100%">
    {icon !== undefined && (
      <Text c="dimmed" component="span" aria-hidden lh={0}>
        {icon}
      </Text>
    )}
    <Title order={order} size="h4">
      {title}
    </Title>
    {children !== undefined && (
      <Text c="dimmed" maw="48ch">
        {children}
      </Text>
    )}
    {action}
  </Stack>
);
