import { afterAll, expect, test } from 'vitest'
import { mailSettled } from '../../../../../emulator/src/tenant/post.ts'
import { application, createCheckBench, one, person, proofDomain } from '../../../../testing/graph-checks.ts'

const bench = await createCheckBench({
  users: [person('inside'), person('outside')],
  groups: [{ displayName: 'Group', members: [`inside@${proofDomain}`] }],
  applications: [
    application('sends', ['Mail.Send', 'User.Read.All']),
    application('reads', ['Mail.Send', 'Mail.ReadWrite', 'User.Read.All']),
    application('role', ['User.Read.All']),
  ],
  roleAssignments: ['Mail.Send', 'Mail.ReadWrite'].map((role) => ({
    application: 'role',
    role: `Application ${role}`,
    group: 'Group',
  })),
})
const { emulator, verify } = bench
afterAll(bench.close)
const { faults } = emulator.control
const mail = () => bench.user('inside').mailbox!.mail
const posts = () => emulator.control.log.counts().operations

test('a letter to itself is found in the right Sent folder; the copy and the letter are removed', async () => {
  const report = await verify('reads', { wanted: { send: true, readMail: true } })
  expect(one(report, 'send')).toMatchObject({
    state: 'ok',
    headline: `A letter of inside@${proofDomain} to itself went out, its copy lay in its own Sent folder, and both were removed.`,
    evidence: expect.arrayContaining([expect.objectContaining({ status: 202 })]),
  })
  expect(one(report, 'mail-read').headline).toBe(`The inbox of inside@${proofDomain} can be read.`)
  await mailSettled(emulator.world)
  expect(mail().messages.size).toBe(0)
})

test('a check that crashed after sending leaves letters; the next check removes them, and nothing that people wrote', async () => {
  const crashed = faults.add({ match: { operation: 'messages.*' }, effect: { status: 500 } })
  const broken = await verify('reads', { wanted: { send: true, readMail: true } })
  expect(one(broken, 'send')).toMatchObject({ state: 'failed', headline: 'Graph had a fault of its own.' })
  faults.remove(crashed.id)
  // Looking before sending fails: so the letter of a worker that died after it is sent by hand.
  const removing = faults.add({ match: { operation: 'messages.permanentDelete' }, effect: { status: 404 } })
  await verify('reads', { wanted: { send: true, readMail: true } })
  faults.remove(removing.id)
  expect(mail().messages.size).toBe(2)
  const report = await verify('reads', { wanted: { send: true, readMail: true } })
  expect(one(report, 'send').headline).toContain('2 left by an earlier check went as well.')
  expect(mail().messages.size).toBe(0)
})

test('without permission to read mail it is accepted, and the report says what is not proven', async () => {
  const report = await verify('sends', { wanted: { send: true } })
  expect(one(report, 'send')).toMatchObject({
    state: 'ok',
    headline: expect.stringMatching(/accepted .* Sent folder is not proven, as mail may not be read/),
  })
})

test('a proof that nobody asked for mails nobody, and tries no limit', async () => {
  await mailSettled(emulator.world)
  const before = mail().messages.size
  const report = await verify('reads', { wanted: { send: true, readMail: true }, isQuiet: true })
  expect(one(report, 'send').headline).toContain('Nothing was sent')
  expect(one(report, 'limits').state).toBe('skipped')
  await mailSettled(emulator.world)
  expect(mail().messages.size).toBe(before)
  expect(posts()).toHaveProperty('sendMail')
})

test.each([
  ['ErrorSendAsDenied', 403, 'may not go out in this name'],
  ['ErrorExceededMessageLimit', 429, 'has sent as much as Microsoft allows in a day'],
  ['ErrorExceededMessageLimit', 400, 'has sent as much as Microsoft allows in a day'],
])('%s (%i) while sending: %s', async (code, status, words) => {
  // The letter to nobody of other checks is not struck.
  const fault = faults.add({ match: { operation: 'sendMail' }, effect: { status, code, message: 'No.' } })
  const found = one(await verify('sends', { wanted: { send: true } }), 'send')
  faults.remove(fault.id)
  expect(found).toMatchObject({
    state: 'failed',
    headline: expect.stringContaining(words),
    remedy: expect.stringMatching(/\w/),
    minutes: expect.any(Number),
  })
})

test('the right to send is tried in both mailboxes by a letter to nobody: allowed here, refused there', async () => {
  const report = await verify('role', {
    wanted: { send: true },
    refusedMailbox: `outside@${proofDomain}`,
  })
  expect(one(report, 'permissions')).toMatchObject({ state: 'warning' })
  expect(one(report, 'scope').state).toBe('ok')
  expect(one(report, 'scope').access).toMatchObject([
    { mailbox: `inside@${proofDomain}`, permission: 'Mail.Send', expected: 'allowed', found: 'allowed' },
    { mailbox: `outside@${proofDomain}`, permission: 'Mail.Send', expected: 'refused', found: 'refused' },
  ])
})
