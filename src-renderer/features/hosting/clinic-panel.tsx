import { useStore } from 'zustand';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import type { ClinicHost } from '../../platform/platform.ts';
import { useServices } from '../../services.tsx';
import { AddressesCard } from './addresses-card.tsx';
import { AutostartCard } from './autostart-card.tsx';
import { BackupsCard } from './backups-card.tsx';
import { ClinicNumbers } from './clinic-numbers.tsx';
import panel from './clinic-panel.module.css';
import { ClinicStateCard } from './clinic-state-card.tsx';
import { LogCard } from './log-card.tsx';
import { OtherClinicCard } from './other-clinic-card.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { restoringOf } from './restore-store.ts';
import { useClinicReport } from './use-clinic-report.ts';

const Panel = ({ host, desktop }: { host: ClinicHost; desktop: AnteroomBridge }) => {
  const state = useStore(host.state);
  const report = useClinicReport(desktop.hostedServer);
  const running = state.status === 'running';
  const restoring = restoringOf(desktop);
  return (
    <div className={panel.panel} data-wide-settings>
      <div className={panel.pair}>
        <ClinicStateCard host={host} leaving={desktop.leaving} report={report} />
        <AddressesCard state={state} />
      </div>
      <ClinicNumbers numbers={report.numbers} running={running} />
      <div className={panel.pair}>
        <BackupsCard backups={desktop.clinicBackups} restoring={restoring} />
        <div className={panel.panel}>
          <AutostartCard autostart={desktop.autostart} />
          <OtherClinicCard />
        </div>
      </div>
      <LogCard lines={report.lines} status={report.status} />
      <RestoreDialog restoring={restoring} />
    </div>
  );
};

/** The clinic that this computer hosts. Needs no server and nobody who is signed in. */
export const ClinicPanel = () => {
  const { platform } = useServices();
  const { host, desktop } = platform;
  return host === null || desktop === null ? null : <Panel host={host} desktop={desktop} />;
};
