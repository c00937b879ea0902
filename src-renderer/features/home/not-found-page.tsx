import { Button } from '@mantine/core';
import { MapPinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { MessagePage } from '../../ui/message-page.tsx';

export const NotFoundPage = () => {
  const { t } = useTranslation();
  return (
    <MessagePage
      standalone
      icon={<MapPinOff size={32} strokeWidth={1.75} />}
      title={t('notFound.title')}
      action={
        <Button component={Link} to="/">
          {t('notFound.home')}
        </Button>
      }
    >
      {t('notFound.text')}
    </MessagePage>
  );
};
