import { useServices } from '../../services.tsx';
import { ClinicStateCard } from './clinic-state-card.tsx';

/** The clinic that this computer hosts, at a glance. */
export const ClinicPanel = () => {
  const { platform } = useServices();
  return platform.host === null ? null : <ClinicStateCard host={platform.host} />;
};
