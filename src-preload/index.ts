import { contextBridge, ipcRenderer } from 'electron';
import type {
  AnteroomBridge,
  BridgeAnswer,
  BridgeCall,
  BridgeErrorCode,
  BridgeInput,
  BridgeOutput,
  BridgePush,
  BridgePushPayload,
} from './contract.ts';

/**
 * What a rejected bridge call rejects with. Not an Error: between this world and the page's, contextBridge
 * rebuilds an Error from its message alone and the code would be lost, whereas a plain object arrives whole.
 */
type BridgeFailure = {
  readonly name: 'BridgeError';
  readonly code: BridgeErrorCode;
  readonly message: string;
};

const rejection = (code: BridgeErrorCode, message: string): Promise<never> => {
  const failure: BridgeFailure = { name: 'BridgeError', code, message };
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- see BridgeFailure
  return Promise.reject(failure);
};

const call = async <C extends BridgeCall>(name: C, input?: BridgeInput<C>): Promise<BridgeOutput<C>> => {
  let answer: BridgeAnswer<BridgeOutput<C>>;
  try {
    answer = (await ipcRenderer.invoke(name, input)) as BridgeAnswer<BridgeOutput<C>>;
  } catch (error) {
    return rejection('failed', error instanceof Error ? error.message : String(error));
  }
  return answer.error === undefined ? answer.result : rejection(answer.error.code, answer.error.message);
};

const subscribe = <P extends BridgePush>(
  name: P,
  listener: (payload: BridgePushPayload<P>) => void,
): (() => void) => {
  // The event itself stays here: its `sender` would hand the whole ipcRenderer to the page.
  const forward = (_event: unknown, payload: BridgePushPayload<P>): void => listener(payload);
  ipcRenderer.on(name, forward);
  return () => {
    ipcRenderer.removeListener(name, forward);
  };
};

/** The functions follow from the names of the contract (contract.ts); the compiler compares the two. */
const bridge: AnteroomBridge = {
  app: { info: () => call('app:info') },
  settings: {
    get: () => call('settings:get'),
    update: (changes) => call('settings:update', changes),
    onChanged: (listener) => subscribe('settings:changed', listener),
  },
  hostedServer: {
    state: () => call('hosted-server:state'),
    start: () => call('hosted-server:start'),
    stop: () => call('hosted-server:stop'),
    restart: () => call('hosted-server:restart'),
    report: (input) => call('hosted-server:report', input),
    onChanged: (listener) => subscribe('hosted-server:changed', listener),
  },
  clinicBackups: {
    list: () => call('clinic-backups:list'),
    export: () => call('clinic-backups:export'),
    choose: () => call('clinic-backups:choose'),
    inspect: (input) => call('clinic-backups:inspect', input),
    restore: () => call('clinic-backups:restore'),
  },
  autostart: {
    state: () => call('autostart:state'),
    set: (input) => call('autostart:set', input),
  },
  secrets: {
    state: () => call('secrets:state'),
    unlock: (input) => call('secrets:unlock', input),
    setPassphrase: (input) => call('secrets:set-passphrase', input),
    changePassphrase: (input) => call('secrets:change-passphrase', input),
    startOver: () => call('secrets:start-over'),
    onChanged: (listener) => subscribe('secrets:changed', listener),
  },
  clinicKey: {
    state: () => call('clinic-key:state'),
    show: () => call('clinic-key:show'),
    confirmKept: () => call('clinic-key:confirm-kept'),
    remindLater: () => call('clinic-key:remind-later'),
    recover: (input) => call('clinic-key:recover', input),
    chooseBackup: (input) => call('clinic-key:choose-backup', input),
    restore: () => call('clinic-key:restore'),
  },
  certificates: {
    state: () => call('certificates:state'),
    chooseFiles: () => call('certificates:choose-files'),
    useText: (input) => call('certificates:use-text', input),
    useOwn: () => call('certificates:use-own'),
    terms: () => call('certificates:terms'),
    obtain: (input) => call('certificates:obtain', input),
    replaceKey: () => call('certificates:replace-key'),
    keyAnnounced: () => call('certificates:key-announced'),
    setAddress: (input) => call('certificates:set-address', input),
    onChanged: (listener) => subscribe('certificates:changed', listener),
  },
  relay: {
    state: () => call('relay:state'),
    save: (input) => call('relay:save', input),
    test: () => call('relay:test'),
  },
  shell: {
    openExternal: (input) => call('shell:open-external', input),
  },
  clinics: {
    list: () => call('clinics:list'),
    current: () => call('clinics:current'),
    join: (link) => call('clinics:join', link),
    open: (input) => call('clinics:open', input),
    leave: (input) => call('clinics:leave', input),
    check: () => call('clinics:check'),
    waitingLink: () => call('clinics:waiting-link'),
    dropLink: () => call('clinics:drop-link'),
    onLink: (listener) => subscribe('clinics:link', listener),
    onChanged: (listener) => subscribe('clinics:changed', listener),
  },
  tokens: {
    read: (input) => call('tokens:read', input),
    write: (input) => call('tokens:write', input),
  },
  messageCache: {
    last: (input) => call('message-cache:last', input),
    forgetLast: (input) => call('message-cache:forget-last', input),
    open: (input) => call('message-cache:open', input),
    close: (input) => call('message-cache:close', input),
    readMessages: (input) => call('message-cache:read-messages', input),
    search: (input) => call('message-cache:search', input),
    write: (input) => call('message-cache:write', input),
    writeLetter: (input) => call('message-cache:write-letter', input),
    removeLetter: (input) => call('message-cache:remove-letter', input),
    writeDraft: (input) => call('message-cache:write-draft', input),
    writeDeletion: (input) => call('message-cache:write-deletion', input),
  },
  attention: {
    update: (report) => call('attention:update', report),
    preferences: () => call('attention:preferences'),
    setPreferences: (changes) => call('attention:set-preferences', changes),
    testNotification: () => call('attention:test-notification'),
    onChosen: (listener) => subscribe('attention:chosen', listener),
    onPreferencesChanged: (listener) => subscribe('attention:preferences-changed', listener),
  },
  leaving: {
    consequences: (input) => call('leaving:consequences', input),
    shown: (input) => call('leaving:shown', input),
    answer: (input) => call('leaving:answer', input),
    onAsked: (listener) => subscribe('leaving:asked', listener),
    onWithdrawn: (listener) => subscribe('leaving:withdrawn', listener),
  },
  power: {
    idleTime: () => call('power:idle-time'),
    onChanged: (listener) => subscribe('power:changed', listener),
  },
  updates: {
    state: () => call('updates:state'),
    check: () => call('updates:check'),
    install: () => call('updates:install'),
    postpone: () => call('updates:postpone'),
    onChanged: (listener) => subscribe('updates:changed', listener),
  },
  diagnostics: {
    collect: () => call('diagnostics:collect'),
    copy: () => call('diagnostics:copy'),
    openFolder: () => call('diagnostics:open-folder'),
  },
  windows: {
    state: () => call('windows:state'),
    enterMini: () => call('windows:enter-mini'),
    leaveMini: () => call('windows:leave-mini'),
    onChanged: (listener) => subscribe('windows:changed', listener),
  },
  menu: {
    offer: (input) => call('menu:offer', input),
    onChosen: (listener) => subscribe('menu:chosen', listener),
  },
  screenShare: {
    answer: (input) => call('screen-share:answer', input),
    onAsked: (listener) => subscribe('screen-share:asked', listener),
    onWithdrawn: (listener) => subscribe('screen-share:withdrawn', listener),
  },
  reachability: {
    run: (input) => call('reachability:run', input),
    onResult: (listener) => subscribe('reachability:result', listener),
  },
  deviceProbe: {
    run: (input) => call('device-probe:run', input),
    permissions: () => call('device-probe:permissions'),
    openSystemSettings: (input) => call('device-probe:open-system-settings', input),
  },
};

contextBridge.exposeInMainWorld('anteroom', bridge);
