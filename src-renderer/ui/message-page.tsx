import { Box, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './message-page.module.css';

/** A page that says one thing, and offers at most one way on. */
export const MessagePage = ({
  icon,
  title,
  children,
  action,
  standalone = false,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** There is nothing around it: it is the page's main part itself. */
  standalone?: boolean;
}) => (
  <Box component={standalone ? 'main' : 'div'} className={classes.page ?? ''}>
    <Stack className={classes.card ?? ''} gap="md" align="flex-start">
      {icon !== undefined && (
        <span className={classes.icon} aria-hidden>
          {icon}
        </span>
      )}
      <Title order={1} size="h2">
        {title}
      </Title>
      {children !== undefined && <Text component="div">{children}</Text>}
      {action}
    </Stack>
  </Box>
);
