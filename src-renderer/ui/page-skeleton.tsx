import { Skeleton, Stack } from '@mantine/core';

/** Stands for a page of unknown shape. */
export const PageSkeleton = ({ label }: { label: string }) => (
  <Stack p="lg" gap="md" maw={720} aria-busy aria-label={label} role="status">
    <Skeleton height={32} width="45%" />
    <Skeleton height={18} width="80%" />
    <Skeleton height={18} width="65%" />
    <Skeleton height={180} radius="lg" />
  </Stack>
);
