import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClinicAddress } from '../../src-main/services/clinic-address.ts';
import {
  createNetworkAddresses,
  lanAddresses,
  type Interfaces,
} from '../../src-main/services/network-addresses.ts';
import { createManualTimers } from '../support/desktop/manual-timers.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

const at = (address: string, internal = false) => {
  const shared = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':')
    ? { ...shared, family: 'IPv6' as const, scopeid: 0 }
    : { ...shared, family: 'IPv4' as const };
};

describe('the addresses of this computer', () => {
  it('are those that others reach, the most useful first', () => {
    const interfaces: Interfaces = {
      lo: [at('127.0.0.1', true), at('::1', true)],
      docker0: [at('172.17.0.1')],
      'vEthernet (WSL)': [at('172.28.0.1')],
      utun3: [at('10.8.0.2')],
      eth0: [at('fe80::1'), at('2001:db8::20'), at('203.0.113.4'), at('192.168.1.20')],
      wlan1: [at('169.254.7.7')],
    };
    expect(lanAddresses(interfaces).slice(0, 3)).toEqual(['192.168.1.20', '203.0.113.4', '2001:db8::20']);
    expect(lanAddresses(interfaces)).not.toContain('169.254.7.7');
    expect(lanAddresses(interfaces)).not.toContain('fe80::1');
    expect(lanAddresses({})).toEqual([]);
  });

  it('are followed when the computer moves', () => {
    const clock = createManualTimers();
    let interfaces: Interfaces = { eth0: [at('192.168.1.20')] };
    const network = createNetworkAddresses({ timers: clock.timers, interfaces: () => interfaces });
    const seen: string[] = [];
    const stop = network.watch(() => seen.push(network.current().join()));
    clock.pass(60_000);
    expect(seen).toEqual([]);
    interfaces = {};
    clock.pass(10_000);
    interfaces = { wlan0: [at('10.0.0.7')] };
    clock.pass(60_000);
    expect(seen).toEqual(['', '10.0.0.7']);
    stop();
    expect(clock.pending()).toBe(0);
  });

  it.each([
    ['Reception', ['localhost', 'reception', 'reception.local']],
    ['reception.clinic.lan', ['localhost', 'reception.clinic.lan']],
    ["Ada's MacBook", ['localhost']],
    ['localhost', ['localhost']],
  ])('come with its names: %s', (name, names) => {
    const { timers } = createManualTimers();
    expect(createNetworkAddresses({ timers, computerName: () => name }).names()).toEqual(names);
  });
});

describe('the address in invitations', () => {
  let folder: ReturnType<typeof makeTempFolder>;
  let trustedNames: string[];
  let addresses: string[];
  const open = () =>
    createClinicAddress({
      folder: folder.path,
      trustedNames: () => trustedNames,
      addresses: () => addresses,
      log: createMemoryLog().log,
    });
  beforeEach(() => {
    folder = makeTempFolder();
    trustedNames = [];
    addresses = ['192.168.1.20', '2001:db8::20'];
  });
  afterEach(() => folder.remove());

  it('is the best of the network’s, or this machine’s without one', () => {
    const address = open();
    expect(address.publicUrl(4000)).toBe('https://192.168.1.20:4000');
    expect(address.local(4000)).toEqual(['https://192.168.1.20:4000', 'https://[2001:db8::20]:4000']);
    addresses = ['10.0.0.7'];
    expect(address.publicUrl(4000), 'after a move').toBe('https://10.0.0.7:4000');
    addresses = [];
    expect(address.publicUrl(4000)).toBe('https://127.0.0.1:4000');
  });

  it('is the name for which there is a certificate', () => {
    trustedNames = ['clinic.example'];
    expect(open().publicUrl(4000)).toBe('https://clinic.example:4000');
    expect(open().publicUrl(443)).toBe('https://clinic.example');
  });

  it('is what the person sets, with the router’s port, and stays so over a restart', () => {
    trustedNames = ['clinic.example'];
    open().choose({ host: 'home.example', port: 443 });
    expect(open().publicUrl(4000)).toBe('https://home.example');
    open().choose({ host: '[2001:db8::1]', port: null });
    expect(open().publicUrl(4000)).toBe('https://[2001:db8::1]:4000');
    open().choose({ host: null, port: 443 });
    expect(open().publicUrl(4000)).toBe('https://clinic.example');
    trustedNames = [];
    expect(open().publicUrl(4000), 'no router stands before the own network').toBe(
      'https://192.168.1.20:4000',
    );
  });

  it('keeps no clinic from starting: a name that no address can be made of is left out', () => {
    open().rememberPort(4001);
    open().choose({ host: 'clinic.example:8443', port: null });
    expect(open().publicUrl(4001)).toBe('https://192.168.1.20:4001');
    expect([open().port(), open().chosen().host], 'the rest of the file').toEqual([4001, null]);
  });

  it('remembers the port and says when it became another', () => {
    open().rememberPort(4000);
    expect([open().port(), open().previousPort()]).toEqual([4000, null]);
    open().rememberPort(4001);
    expect([open().port(), open().previousPort()]).toEqual([4001, 4000]);
    open().rememberPort(4001);
    expect([open().port(), open().previousPort()]).toEqual([4001, null]);
  });
});
