import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { request } from 'undici'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { createDispatcher } from './outside.ts'
import {
  AddressRefused,
  guardedLookup,
  isInsideAddress,
  outsideUrl,
  readInsideRule,
} from './outside-address.ts'

const nothing = readInsideRule('')
const refuses = (text: string, rule = nothing) => {
  try {
    outsideUrl(text, rule)
    return false
  } catch (error) {
    expect(error).toBeInstanceOf(AddressRefused)
    return true
  }
}

/** The networks that are not globally reachable, as IANA lists them (Special-Purpose Address Registries), and multicast. */
const inside4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const textOf = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
const inside = fc.constantFrom(...inside4).chain((network) => {
  const [base, bits] = network.split('/') as [string, string]
  return fc.integer({ min: 0, max: 2 ** (32 - Number(bits)) - 1 }).map((host) => numberOf(base) + host)
})
const spellings: ((value: number) => string)[] = [
  textOf,
  String,
  (value) => `0x${value.toString(16)}`,
  (value) => `0${value.toString(8)}`,
  (value) =>
    textOf(value)
      .split('.')
      .map((part) => `0x${Number(part).toString(16)}`)
      .join('.'),
  (value) =>
    textOf(value)
      .split('.')
      .map((part) => `0${Number(part).toString(8)}`)
      .join('.'),
  (value) => `${value >>> 24}.${value & 0xffffff}`,
  (value) => `${textOf(value)}.`,
  // Full-width digits and dots, which the parser of URLs folds.
  (value) => textOf(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (value) => textOf(value).replaceAll('.', '。'),
]
const hex = (value: number) => `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`
const embeddings: ((value: number) => string)[] = [
  (value) => `::ffff:${textOf(value)}`,
  (value) => `::ffff:${hex(value)}`,
  (value) => `::${hex(value)}`,
  (value) => `::ffff:0:${hex(value)}`,
  (value) => `64:ff9b::${hex(value)}`,
  (value) => `64:ff9b:1::${hex(value)}`,
  (value) => `2002:${hex(value)}::1`,
  (value) => `2001:0:${hex(value)}::`,
]

test('an IPv4 address that is not of the internet is refused, however it is spelled', () => {
  fc.assert(
    fc.property(inside, fc.constantFrom(...spellings), (value, spell) => {
      expect(isInsideAddress(textOf(value))).toBe(true)
      return refuses(`https://${spell(value)}/hooks`) && refuses(`https://${spell(value)}:8443`)
    }),
    { numRuns: 2000 },
  )
})

test('every way to put an IPv4 address into an IPv6 address is refused, whatever the address', () => {
  const any = fc.oneof(inside, fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  fc.assert(
    fc.property(any, fc.constantFrom(...embeddings), (value, embed) => refuses(`https://[${embed(value)}]/`)),
    { numRuns: 2000 },
  )
})

test('of IPv6 only what the internet routes is taken: 2000::/3 without documentation and tunnels', () => {
  const word = fc.integer({ min: 0, max: 0xffff })
  fc.assert(
    fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), (words) => {
      const isGlobal = words[0]! >> 13 === 1
      const text = words.map((part) => part.toString(16)).join(':')
      expect(isInsideAddress(text) || isGlobal).toBe(true)
    }),
    { numRuns: 2000 },
  )
  const refused = [
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '100::1',
    '2001:db8::1',
  ]
  for (const address of refused) expect([address, isInsideAddress(address)]).toEqual([address, true])
  for (const address of ['2606:4700::1', '2a00:1450:4001:81b::200e'])
    expect(isInsideAddress(address)).toBe(false)
})

test('names of the inside, other schemes, user names and odd ports are refused with what to do', () => {
  const texts = [
    'https://localhost',
    'https://LOCALHOST./',
    'https://a.localhost',
    'https://printer',
    'https://db.internal',
    'https://nas.local',
    'https://169.254.169.254/latest/meta-data',
    'https://168.63.129.16',
    'https://metadata',
    'http://crm.example.com',
    'ftp://crm.example.com',
    'file:///etc/passwd',
    'gopher://crm.example.com',
    'crm.example.com',
    'https://user:word@crm.example.com',
    'https://crm.example.com@127.0.0.1',
    'https://crm.example.com:22',
    'https://crm.example.com:25',
    'javascript:alert(1)',
    'https:crm.example.com',
    'https://',
    'https://[fe80::1%25eth0]/',
    'https://ⓛocalhost',
    'https://①②⑦.⓪.⓪.①',
  ]
  for (const text of texts) expect([text, refuses(text)]).toEqual([text, true])
  expect(() => outsideUrl('https://10.1.2.3', nothing)).toThrow('ALLOWED_INSIDE')
  const taken = [
    'https://crm.example.com/hooks?a=b',
    'https://crm.example.com:8443',
    'https://93.184.215.14',
    'https://bücher.example/',
  ]
  for (const text of taken) expect(outsideUrl(text, nothing).href).toContain('https://')
})

test('ALLOWED_INSIDE lets in what it names and nothing beside it; a wrong entry stops the start', () => {
  const rule = readInsideRule('crm.internal, 10.1.0.0/16, fd00::7')
  for (const text of ['http://crm.internal', 'https://10.1.2.3:81', 'https://[fd00::7]'])
    expect(refuses(text, rule)).toBe(false)
  for (const text of [
    'http://a.crm.internal',
    'https://10.2.0.1',
    'https://[fd00::8]',
    'https://[::ffff:10.1.2.3]',
  ])
    expect(refuses(text, rule)).toBe(true)
  expect(() => readConfig({ ALLOWED_INSIDE: '10.1.2.3/33' })).toThrow(
    'ALLOWED_INSIDE: 10.1.2.3/33 is no host name',
  )
})

test('a name is refused when any of its addresses lies inside, also when it answered otherwise before', async () => {
  const answers = [['93.184.215.14'], ['93.184.215.14', '127.0.0.1'], ['127.0.0.1'], []]
  const lookup = guardedLookup(nothing, ((
    _name: string,
    _options: object,
    done: (e: null, a: object[]) => void,
  ) => {
    done(
      null,
      answers.shift()!.map((address) => ({ address, family: 4 })),
    )
  }) as never)
  const ask = () =>
    new Promise((done) => lookup('rebind.example', {}, (error, address) => done(error ?? address)))
  expect(await ask()).toBe('93.184.215.14')
  for (let n = 0; n < 3; n += 1) expect(await ask()).toBeInstanceOf(AddressRefused)
})

test('a request to a name or an address inside never reaches the server there; allowed, it does', async () => {
  let asked = 0
  const server = createServer((_request, answer) => {
    asked += 1
    answer.end('inside')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => server.close())
  const { port } = server.address() as AddressInfo
  const closed = await createDispatcher({ timeout: 2000, inside: nothing })
  // localhost goes through the lookup, the address does not.
  for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '0.0.0.0'])
    await expect(request(`http://${host}:${port}/`, { dispatcher: closed })).rejects.toThrow('lies inside')
  expect(asked).toBe(0)
  const open = await createDispatcher({ timeout: 2000, inside: readInsideRule('127.0.0.1') })
  expect((await request(`http://127.0.0.1:${port}/`, { dispatcher: open })).statusCode).toBe(200)
  await Promise.all([closed.close(), open.close()])
})
