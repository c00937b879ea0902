import type { ComputerAudience } from './computer-cards.tsx';
import { DiagnosticsCard } from './diagnostics-card.tsx';
import { UpdatesCard } from './updates-card.tsx';
import { useComputer } from './use-computer.ts';

/** The cards about the app itself, on the page about this computer. */

export const UpdatesSection = () => <UpdatesCard bridge={useComputer().bridge} />;

export const DiagnosticsSection = ({ audience }: { audience: ComputerAudience }) => (
  <DiagnosticsCard bridge={useComputer().bridge.diagnostics} isDoctor={audience === 'doctor'} />
);
