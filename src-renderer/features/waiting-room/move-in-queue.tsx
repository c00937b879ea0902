import { ActionIcon, Menu } from '@mantine/core';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { REORDER_REASONS, type ReorderReason } from '../../../server/protocol/index.ts';

/** Moves a patient one place up or down, after asking why: those whose place changes are told the reason. */
export const MoveInQueue = ({
  direction,
  disabled,
  onMove,
}: {
  direction: 'up' | 'down';
  disabled: boolean;
  onMove: (reason: ReorderReason) => void;
}) => {
  const { t } = useTranslation('rooms');
  const Icon = direction === 'up' ? ArrowUp : ArrowDown;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          size={28}
          disabled={disabled}
          aria-label={t(`reorder.${direction}`)}
        >
          <Icon size={18} strokeWidth={1.75} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('reorder.why')}</Menu.Label>
        {REORDER_REASONS.map((reason) => (
          <Menu.Item key={reason} onClick={() => onMove(reason)}>
            {t(`reorder.reason.${reason}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
