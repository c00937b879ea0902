import { Anchor, Button, Group, SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import { LogOut } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useServices, useSignedIn } from '../../services.tsx';
import { LanguageCard } from './language-card.tsx';
import classes from './settings-page.module.css';
import { SignOutDialog } from '../sign-out/sign-out-dialog.tsx';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Appearance, language, and the way out. */
export const GeneralSettings = () => {
  const { t } = useTranslation('settings');
  const { signOut } = useServices();
  const { user } = useSignedIn();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const themeId = useId();
  return (
    <>
      <section className={classes.card} aria-labelledby={themeId}>
        <h2 className={classes.title} id={themeId}>
          {t('theme.title')}
        </h2>
        <SegmentedControl
          aria-labelledby={themeId}
          value={colorScheme}
          onChange={(value) => setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? 'auto')}
          data={SCHEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
      </section>
      <LanguageCard />
      <section className={classes.card} aria-label={t('account.title')}>
        <h2 className={classes.title}>{t('account.title')}</h2>
        <Group justify="space-between">
          <div>
            <Text>{user.fullname}</Text>
            <Text c="dimmed" size="sm">
              {user.email}
            </Text>
            <Anchor component={Link} to="/settings/profile" size="sm" c="var(--app-accent)">
              {t('account.edit')}
            </Anchor>
          </div>
          <Button
            variant="default"
            leftSection={<LogOut size={18} strokeWidth={1.75} aria-hidden />}
            onClick={signOut.begin}
          >
            {t('account.signOut')}
          </Button>
          <SignOutDialog />
        </Group>
      </section>
    </>
  );
};
