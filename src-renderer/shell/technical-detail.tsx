import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The words of a program, which nobody translates: for whoever helps, and read out as what they are. */
export const TechnicalDetail = ({ children }: { children: string }) => {
  const { t } = useTranslation();
  return (
    <Text component="span" display="block" size="sm" mt={4}>
      {t('technicalDetail')} <code lang="en">{children}</code>
    </Text>
  );
};
