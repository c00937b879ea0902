import { describe, expect, it } from 'vitest';
import {
  LOGO_MAX_BYTES,
  openingHoursSchema,
  type Clinic,
  type ClinicSettings,
  type RouteAnswer,
} from '../../server/protocol/index.ts';
import { startTestServer, type Person, type TestServer } from '../support/server.ts';

const TURN = { urls: ['turn:turn.example:3478'], secret: 'shared with coturn' };

const settings = (changes: Partial<ClinicSettings> = {}): ClinicSettings => ({
  name: 'Anteroom Clinic',
  openingHours: openingHoursSchema.parse({}),
  timeZone: null,
  emergencyNumber: null,
  shows: { position: true, expectedWait: true, presence: true },
  relayOnly: false,
  ...changes,
});

const put = (clinic: TestServer, person: Person, body: unknown) =>
  clinic.request<{ code?: string; message?: string; issues?: { path: string }[] }>(
    'PUT',
    '/api/clinic/settings',
    body,
    person.bearer,
  );

const save = (clinic: TestServer, person: Person, changes: Partial<ClinicSettings>) =>
  clinic.expectStatus(200, put(clinic, person, settings(changes)));

const read = async (clinic: TestServer): Promise<Clinic> =>
  (await clinic.expectStatus(200, clinic.request<RouteAnswer<'clinic'>>('GET', '/api/clinic'))).data;

const hidden = (changes: Partial<ClinicSettings['shows']>) => ({
  shows: { position: true, expectedWait: true, presence: true, ...changes },
});

describe('the settings of a clinic', () => {
  it('are what everyone is told of the clinic, and survive a restart', async () => {
    const first = await startTestServer();
    const admin = await first.setUp();
    expect(await read(first)).toMatchObject({
      name: 'Anteroom Clinic',
      openingHours: { monday: [], sunday: [] },
      timeZone: null,
      emergencyNumber: null,
      shows: { position: true, expectedWait: true, presence: true },
      logo: null,
      mail: false,
    });
    const openingHours = openingHoursSchema.parse({
      monday: [
        { from: '14:00', to: '17:00' },
        { from: '09:00', to: '12:00' },
      ],
    });
    await save(first, admin, {
      name: 'Pine Street',
      openingHours,
      timeZone: 'Asia/Kolkata',
      emergencyNumber: ' 112 ',
      shows: { position: false, expectedWait: true, presence: true },
    });
    const expected = {
      name: 'Pine Street',
      openingHours: {
        monday: [
          { from: '09:00', to: '12:00' },
          { from: '14:00', to: '17:00' },
        ],
      },
      timeZone: 'Asia/Kolkata',
      emergencyNumber: '112',
      shows: { position: false, expectedWait: true, presence: true },
    };
    expect(await read(first)).toMatchObject(expected);
    await first.server.stop();
    const second = await startTestServer({ dataDir: first.dataDir });
    expect(await read(second)).toMatchObject(expected);
  });

  it.each([
    ['a time that does not exist', { openingHours: { monday: [{ from: '24:00', to: '25:00' }] } }],
    ['an end before the beginning', { openingHours: { monday: [{ from: '12:00', to: '09:00' }] } }],
    [
      'times that overlap',
      {
        timeZone: 'UTC',
        openingHours: {
          monday: [
            { from: '09:00', to: '12:00' },
            { from: '11:00', to: '13:00' },
          ],
        },
      },
    ],
    ['opening hours without a time zone', { openingHours: { monday: [{ from: '09:00', to: '12:00' }] } }],
    ['a time zone that does not exist', { timeZone: 'Mars/Olympus' }],
    ['no name', { name: '  ' }],
    ['an endless emergency number', { emergencyNumber: '1'.repeat(41) }],
  ])('refuse %s, and stay as they were', async (_, changes) => {
    const clinic = await startTestServer();
    const admin = await clinic.setUp();
    const { status, body } = await put(clinic, admin, { ...settings(), ...changes });
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect(body.issues?.[0]?.path).toMatch(/^(openingHours\.monday|timeZone|name|emergencyNumber)/);
    expect(await read(clinic)).toMatchObject({ name: 'Anteroom Clinic', timeZone: null });
  });

  it('are read by doctors and changed by admins, each change with its row in the audit log', async () => {
    const clinic = await startTestServer();
    const admin = await clinic.setUp();
    const doctor = await clinic.addDoctor(admin, 'bob@clinic.example');
    await save(clinic, admin, { emergencyNumber: '112' });
    expect(await clinic.request('GET', '/api/clinic/settings', undefined, doctor.bearer)).toMatchObject({
      status: 200,
      body: { data: { settings: { emergencyNumber: '112' }, relayAvailable: false, logo: null } },
    });
    expect((await put(clinic, doctor, settings())).status).toBe(403);
  });
});

describe('what the clinic does not show', () => {
  it('is not told: neither the place nor the wait', async () => {
    const clinic = await startTestServer();
    const visit = await clinic.arrangeWaiting();
    const { id } = await clinic.addPatient(visit.doctor, 'Sam Beta');
    const { appointment, invite } = await clinic.addAppointment(visit.doctor, id);
    const socket = await clinic.connect(await clinic.openInvite(invite.invite));
    const join = async () => (await socket.request('join-waiting-room', { roomId: appointment.roomId })).room;

    await save(clinic, visit.doctor, hidden({ position: false }));
    expect(await join()).toMatchObject({ position: null, expectedWait: { fromMinutes: 10 } });
    await save(clinic, visit.doctor, hidden({ expectedWait: false }));
    expect(await join()).toMatchObject({ position: 2, expectedWait: null });

    await save(clinic, visit.doctor, hidden({ position: false }));
    const { roomId, patientUser, doctorSocket } = visit;
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    expect(await socket.next('queue-position')).toMatchObject({
      position: null,
      expectedWait: { toMinutes: 30 },
    });
    await save(clinic, visit.doctor, hidden({ position: false, expectedWait: false }));
    await doctorSocket.request('hold-patient', { roomId });
    await socket.settled();
    expect(socket.countOf('queue-position')).toBe(0);
    // The doctor needs the order all the same.
    expect((await doctorSocket.request('join-waiting-room', { roomId })).room.position).toBe(1);
  });

  it('is not told either: whether the doctor is there, in any event', async () => {
    const clinic = await startTestServer();
    const { doctor, patient, roomId } = await clinic.arrangeVisit();
    await save(clinic, doctor, hidden({ presence: false }));
    const patientSocket = await clinic.connect(patient);
    const doctorSocket = await clinic.connect(doctor);
    const other = await clinic.connect(doctor);
    await patientSocket.request('join-waiting-room', { roomId });
    await other.request('join-waiting-room', { roomId });
    await doctorSocket.request('join-waiting-room', { roomId });
    await doctorSocket.next('doctor-joined-waiting-room');
    expect((await patientSocket.request('join-waiting-room', { roomId })).room.doctorOnline).toBeNull();
    await doctorSocket.request('leave-waiting-room', { roomId });
    other.close();
    await doctorSocket.request('join-waiting-room', { roomId });
    await doctorSocket.request('waiting-room-message', { roomId, message: 'Soon' });
    await patientSocket.next('waiting-room-message');
    expect(new Set(patientSocket.pending())).toEqual(new Set(['waiting-room-joined']));
    expect(await patientSocket.next('waiting-room-joined')).toMatchObject({ doctorOnline: false });
  });
});

describe('relay-only calls', () => {
  const HOST = 'candidate:1 1 udp 2122260223 192.168.1.7 50000 typ host generation 0';
  const RELAY = 'candidate:3 1 udp 41885439 203.0.113.9 60000 typ relay raddr 198.51.100.4 rport 50001';

  it('are refused on a server without a TURN server, by the names of what is missing', async () => {
    const clinic = await startTestServer({ turn: { urls: ['stun:stun.example'], secret: null } });
    const admin = await clinic.setUp();
    const { status, body } = await put(clinic, admin, settings({ relayOnly: true }));
    expect([status, body.code]).toEqual([409, 'relay_missing']);
    expect(body.message).toContain('TURN_URLS');
    expect(body.message).toContain('TURN_SECRET');
  });

  it('stay on where the TURN server was taken away, so that nobody’s address gets out, and can be switched off', async () => {
    const first = await startTestServer({ turn: TURN });
    const admin = await first.setUp();
    await save(first, admin, { relayOnly: true });
    await first.server.stop();
    const clinic = await startTestServer({ dataDir: first.dataDir });
    expect(clinic.logEvents()).toContainEqual(expect.objectContaining({ event: 'relay-missing' }));
    const again = await clinic.login('ada@clinic.example');
    const policy = () =>
      clinic.request<RouteAnswer<'iceServers'>>('GET', '/ice-servers', undefined, again.bearer);
    expect((await policy()).body.iceTransportPolicy).toBe('relay');
    await save(clinic, again, { relayOnly: true, emergencyNumber: '112' });
    await save(clinic, again, { relayOnly: false });
    expect((await policy()).body).not.toHaveProperty('iceTransportPolicy');
  });

  it('tell no address of either side, whatever a front end sends', async () => {
    const clinic = await startTestServer({ turn: TURN });
    const { roomId, doctor, doctorSocket, patientSocket } = await clinic.arrangeCall();
    await save(clinic, doctor, { relayOnly: true });
    const to = doctorSocket.id;
    const at = { sdpMid: '0', sdpMLineIndex: 0 };
    await patientSocket.request('ice-candidate', { to, candidate: { candidate: HOST, ...at } });
    await patientSocket.request('ice-candidate', {
      to,
      candidate: { type: 'candidate', candidate: { candidate: HOST.replace('host', 'srflx'), ...at } },
    });
    await patientSocket.request('ice-candidate', {
      to,
      candidate: { type: 'candidate', candidate: { candidate: RELAY, ...at } },
    });
    await patientSocket.request('ice-candidate', { to, candidate: { candidate: '', ...at } });
    await patientSocket.request('ice-candidate', { to, candidate: null });
    for (const candidate of [HOST, RELAY]) {
      await patientSocket.request('ice-candidate', { roomId, candidate: { candidate, ...at } });
    }
    const sdp = [
      'v=0',
      'm=audio 50000 UDP/TLS/RTP/SAVPF 111',
      'c=IN IP4 198.51.100.4',
      'a=rtcp:50001 IN IP4 198.51.100.4',
      `a=${HOST}`,
      `a=${RELAY}`,
      'a=mid:0',
      '',
    ].join('\r\n');
    await patientSocket.request('offer', { to, offer: { type: 'offer', sdp } });

    const relayed = RELAY.replace('198.51.100.4', '0.0.0.0').replace('50001', '0');
    expect(await doctorSocket.next('ice-candidate')).toMatchObject({
      candidate: { candidate: { candidate: relayed } },
    });
    expect(await doctorSocket.next('ice-candidate')).toMatchObject({ candidate: { candidate: '' } });
    expect(await doctorSocket.next('ice-candidate')).toMatchObject({ candidate: null });
    expect(await doctorSocket.next('ice-candidate')).toEqual({
      roomId,
      candidate: { candidate: relayed, ...at },
      userType: 'patient',
    });
    const { offer } = await doctorSocket.next('offer');
    expect(offer).toEqual({
      type: 'offer',
      sdp: [
        'v=0',
        'm=audio 50000 UDP/TLS/RTP/SAVPF 111',
        'c=IN IP4 0.0.0.0',
        'a=rtcp:50001 IN IP4 0.0.0.0',
        `a=${relayed}`,
        'a=mid:0',
        '',
      ].join('\r\n'),
    });
    expect(doctorSocket.countOf('ice-candidate')).toBe(0);
  });
});

describe('the clinic’s logo', () => {
  const png = (width: number, height: number, size = 64): Buffer => {
    const bytes = Buffer.alloc(size);
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  const jpeg = (width: number, height: number): Buffer => {
    const frame = Buffer.from('ffd8ffe000040000ffc000110800000000030122000211010311010000', 'hex');
    frame.writeUInt16BE(height, 13);
    frame.writeUInt16BE(width, 15);
    return frame;
  };
  const webp = (width: number, height: number): Buffer => {
    const bytes = Buffer.alloc(40);
    bytes.write('RIFF', 0, 'latin1');
    bytes.write('WEBPVP8X', 8, 'latin1');
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
    return bytes;
  };

  const send = async (clinic: TestServer, person: Person, body: Buffer, type = 'image/png') => {
    const response = await fetch(`${clinic.url}/api/clinic/logo`, {
      method: 'PUT',
      headers: { ...person.bearer, 'content-type': type },
      body: Uint8Array.from(body),
    });
    return {
      status: response.status,
      body: (await response.json()) as RouteAnswer<'setClinicLogo'> & { code?: string },
    };
  };

  it.each([
    ['image/png', png(256, 256)],
    ['image/jpeg', jpeg(1024, 10)],
    ['image/webp', webp(300, 1024)],
  ])('is shown as %s, to anyone, and harmless as a page', async (type, picture) => {
    const clinic = await startTestServer();
    const admin = await clinic.setUp();
    // What the sender says it is does not count.
    const set = await send(clinic, admin, picture, 'image/svg+xml');
    expect(set.status).toBe(200);
    const { logo } = await read(clinic);
    expect(logo).toEqual(set.body.data.logo);
    const shown = await fetch(clinic.url + (logo?.url ?? ''));
    expect(Buffer.from(await shown.arrayBuffer()).equals(picture)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const other = await fetch(`${clinic.url}/api/clinic/logo?v=older`);
    expect(other.headers.get('cache-control')).toBe('no-cache');
  });

  it('gets another address when it changes, and is gone when it is removed', async () => {
    const first = await startTestServer();
    const admin = await first.setUp();
    await send(first, admin, png(10, 10));
    const before = (await read(first)).logo;
    await send(first, admin, png(11, 10));
    const after = (await read(first)).logo;
    expect(after?.version).not.toBe(before?.version);
    await first.server.stop();
    const clinic = await startTestServer({ dataDir: first.dataDir });
    expect((await read(clinic)).logo).toEqual(after);
    const again = await clinic.login('ada@clinic.example');
    await clinic.expectStatus(200, clinic.request('DELETE', '/api/clinic/logo', undefined, again.bearer));
    expect((await read(clinic)).logo).toBeNull();
    expect((await clinic.request('GET', '/api/clinic/logo')).status).toBe(404);
  });

  it.each([
    ['no picture', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 400, 'bad_request'],
    ['a picture that is cut off', png(10, 10).subarray(0, 20), 400, 'bad_request'],
    ['an empty picture', png(0, 10), 400, 'bad_request'],
    ['a picture of too many pixels', png(1025, 10), 413, 'too_large'],
    ['a picture of too many bytes', png(10, 10, LOGO_MAX_BYTES + 1), 413, 'too_large'],
  ])('is not %s', async (_, bytes, status, code) => {
    const clinic = await startTestServer();
    const admin = await clinic.setUp();
    expect(await send(clinic, admin, bytes)).toMatchObject({ status, body: { success: false, code } });
    expect((await read(clinic)).logo).toBeNull();
  });

  it('is refused at once if it is sent as JSON', async () => {
    const clinic = await startTestServer();
    const sent = await send(clinic, await clinic.setUp(), Buffer.from('{}'), 'application/json');
    expect(sent).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  });
});
