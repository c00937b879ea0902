import { useServices } from '../../services.tsx';
import { createFiles, type Files } from './files.ts';

/** What sends and shows files; the first page that asks makes it. */
export const useFiles = (): Files => {
  const services = useServices();
  return services.files.get(() => createFiles(services));
};
