import { Anchor, Button, Group, Text } from '@mantine/core';
import { Check, Copy, FolderOpen } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import classes from '../settings/settings-page.module.css';
import own from './care-cards.module.css';

/** What whoever helps wants to see; the person sees it first. */
export const DiagnosticsCard = ({
  bridge,
  isDoctor,
}: {
  bridge: AnteroomBridge['diagnostics'];
  /** Only who is phoned reads help codes. */
  isDoctor: boolean;
}) => {
  const { t } = useTranslation('appCare');
  const titleId = useId();
  const [text, setText] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const [failed, setFailed] = useState(false);

  const run = (action: () => Promise<unknown>) => () => {
    setFailed(false);
    action().catch(() => setFailed(true));
  };
  const toggle = async () => {
    if (text === null) setText((await bridge.collect()).text);
    else setText(null);
  };
  const copy = async () => {
    await bridge.copy();
    setCopied(true);
  };

  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('diagnostics.title')}
      </h2>
      <Text size="sm" c="dimmed">
        {t('diagnostics.text')}
      </Text>
      {text !== null && (
        <pre className={own.text} tabIndex={0} role="region" aria-label={t('diagnostics.content')} lang="en">
          {text}
        </pre>
      )}
      {failed && <ErrorNotice code="internal" />}
      <Group>
        <Button
          variant="default"
          aria-live="polite"
          leftSection={copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
          onClick={run(copy)}
        >
          {t(copied ? 'diagnostics.copied' : 'diagnostics.copy')}
        </Button>
        <Button variant="default" aria-expanded={text !== null} onClick={run(toggle)}>
          {t(text === null ? 'diagnostics.show' : 'diagnostics.hide')}
        </Button>
        <Button
          variant="default"
          leftSection={<FolderOpen size={18} strokeWidth={1.75} aria-hidden />}
          onClick={run(bridge.openFolder)}
        >
          {t('diagnostics.folder')}
        </Button>
      </Group>
      {isDoctor && (
        <Anchor component={Link} to="/help-code" size="sm" c="var(--app-accent)">
          {t('diagnostics.helpCode')}
        </Anchor>
      )}
    </section>
  );
};
