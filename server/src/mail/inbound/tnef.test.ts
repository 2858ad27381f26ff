import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { parseMail } from './parse-mail.ts'
import { readTnef } from './tnef.ts'

// Written from [MS-OXTNEF] 2.1.3: level, number, length, data, and the sum of its bytes.
function attribute(level: 1 | 2, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt8(level, 0)
  head.writeUInt32LE(id, 1)
  head.writeUInt32LE(data.length, 5)
  const sum = Buffer.alloc(2)
  sum.writeUInt16LE(data.reduce((total, byte) => total + byte, 0) & 0xffff)
  return Buffer.concat([head, data, sum])
}
const number = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const counted = (tag: number, data: Buffer) =>
  Buffer.concat([
    number(tag),
    number(1),
    number(data.length),
    data,
    Buffer.alloc((4 - (data.length % 4)) % 4),
  ])
const properties = (...given: Buffer[]) => Buffer.concat([number(given.length), ...given])
const unicode = (text: string) => Buffer.from(`${text}\0`, 'utf16le')
const file = (short: string, data: Buffer, ...more: Buffer[]) => [
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(2, 0x00018010, Buffer.from(`${short}\0`)),
  attribute(2, 0x0006800f, data),
  ...(more.length > 0 ? [attribute(2, 0x00069005, properties(...more))] : []),
]
const tnef = (...attributes: Buffer[]) =>
  Buffer.concat([
    number(0x223e9f78),
    Buffer.from([1, 0]),
    attribute(1, 0x00089006, number(0x00010000)),
    attribute(1, 0x00069007, Buffer.concat([number(1250), number(0)])),
    ...attributes,
  ])
const named = Buffer.concat([
  number(0x8001001f),
  Buffer.alloc(16, 7),
  number(1),
  number(10),
  Buffer.from('name\0', 'utf16le'),
  Buffer.alloc(2),
  number(1),
  number(4),
  Buffer.from('x\0', 'utf16le'),
])
const whole = tnef(
  attribute(1, 0x0002800c, Buffer.from('Dobr\xfd den\0', 'latin1')),
  ...file(
    'PLAN~1.PDF',
    Buffer.from('%PDF plan'),
    named,
    counted(0x3707001f, unicode('plán bytu.pdf')),
    counted(0x370e001e, Buffer.from('application/pdf\0')),
  ),
  ...file('logo.png', Buffer.from('png'), counted(0x3712001f, unicode('logo@x'))),
)

const mail = (data: Buffer, text: string) =>
  Buffer.concat([
    Buffer.from(
      `Message-ID: <t@x>\r\nFrom: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${text}\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
    ),
    Buffer.from(data.toString('base64')),
    Buffer.from('\r\n--b--\r\n'),
  ])

test('a winmail.dat is unpacked: files with their long names and types, in the code page it names', () => {
  expect(readTnef(whole)).toEqual({
    html: null,
    text: 'Dobrý den',
    files: [
      { name: 'plán bytu.pdf', contentType: 'application/pdf', contentId: null, content: expect.anything() },
      { name: 'logo.png', contentType: null, contentId: 'logo@x', content: expect.anything() },
    ],
  })
})

test('its files are the mail’s attachments, and its text is the mail’s where there is no other', async () => {
  const beside = await parseMail(mail(whole, 'Hello'))
  expect(beside.text).toBe('Hello')
  expect(beside.attachments.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([
    ['plán bytu.pdf', '%PDF plan'],
    ['logo.png', 'png'],
  ])
  expect((await parseMail(mail(whole, ''))).text).toBe('Dobrý den')
  const html = tnef(attribute(1, 0x00069003, properties(counted(0x10130102, Buffer.from('<p>Ahoj</p>')))))
  expect(await parseMail(mail(html, ''))).toMatchObject({ html: '<p>Ahoj</p>', text: 'Ahoj' })
})

test('one that is cut anywhere, or any bytes at all, throws nothing', () => {
  for (let end = 0; end < whole.length; end += 1) readTnef(whole.subarray(0, end))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }), (changes) => {
      const broken = Buffer.from(whole)
      for (const [at, byte] of changes) broken[at] = byte
      readTnef(broken)
    }),
    { numRuns: 500 },
  )
})

/** Debian's package of the same name. */
const tool = 'tnef'
const noTool = spawnSync(tool, ['--version']).error !== undefined
if (noTool) console.warn('Skipped: Debian’s package "tnef" is missing: apt-get install tnef')
test.skipIf(noTool)('Debian’s tnef reads the same files', async () => {
  const folder = await temporaryFolder('tnef')
  const path = join(folder.path, 'winmail.dat')
  writeFileSync(path, whole)
  execFileSync(tool, ['--directory', folder.path, path])
  for (const { name, content } of readTnef(whole)!.files) {
    const theirs = execFileSync('ls', [folder.path]).toString().split('\n')
    const found = theirs.find((one) => one === name || (name.startsWith('pl') && /^(PLAN|pl)/.test(one)))
    expect(readFileSync(join(folder.path, found!)).equals(content)).toBe(true)
  }
  await folder.remove()
})
