import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestS3 } from '../../../testing/s3.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { readConfig } from '../../config.ts'
import { openRawStore } from './open-raw-store.ts'
import { type RawStore, rawName } from './raw-store.ts'

const folder = await temporaryFolder('raw')
afterAll(folder.remove)
const s3 = await createTestS3()
const secretFile = join(folder.path, 'secret')
await writeFile(secretFile, `${s3.credentials.secretAccessKey}\n`)

const inBucket = (changes: Record<string, string> = {}) =>
  openRawStore(
    readConfig({
      MAIL_STORE: `s3://${s3.bucket}/some/prefix`,
      MAIL_STORE_ENDPOINT: s3.endpoint,
      MAIL_STORE_REGION: s3.region,
      MAIL_STORE_KEY_ID: s3.credentials.accessKeyId,
      MAIL_STORE_SECRET_FILE: secretFile,
      ...changes,
    }),
  )
const stores: [string, RawStore][] = [
  ['a folder', openRawStore(readConfig({ MAIL_FOLDER: join(folder.path, 'mail') }))],
  ['a bucket', inBucket()],
]

describe.each(stores)('%s', (_, store) => {
  test('what is put is there to the byte, under its SHA-256', async () => {
    for (const bytes of [Buffer.from(''), Buffer.from('Grüße\r\n\0'), randomBytes(3_000_000)]) {
      const name = await store.put(bytes)
      expect(name).toBe(rawName(bytes))
      expect(Buffer.from((await store.get(name))!).equals(bytes)).toBe(true)
    }
  })

  test('the same bytes are there once, also when several put them at the same time', async () => {
    const bytes = randomBytes(100_000)
    const names = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)))
    expect(new Set(names)).toEqual(new Set([rawName(bytes)]))
    expect(Buffer.from((await store.get(names[0]!))!).equals(bytes)).toBe(true)
    await store.delete(names[0]!)
    expect(await store.get(names[0]!)).toBeUndefined()
  })

  test('what is deleted is gone, may be deleted again, and put again', async () => {
    const bytes = randomBytes(1000)
    const name = await store.put(bytes)
    await store.delete(name)
    await store.delete(name)
    expect(await store.get(name)).toBeUndefined()
    await store.put(bytes)
    expect(await store.get(name)).toBeDefined()
  })

  test('a name that nothing has, or that is no name, leads to nothing', async () => {
    const names = ['0'.repeat(64), '', '../secret', 'A'.repeat(64), `${'0'.repeat(64)}/../x`]
    for (const name of names) {
      expect(await store.get(name)).toBeUndefined()
      await store.delete(name)
    }
  })
})

test('objects lie below the prefix; what is no name is not even asked for', async () => {
  const name = await inBucket().put(Buffer.from('x'))
  expect(s3.objects.get(`some/prefix/${name}`)?.toString()).toBe('x')
  expect(s3.asked.every((one) => /^\w+ \/mail-bucket\/some\/prefix\/[0-9a-f]{64}$/.test(one))).toBe(true)
})

test('a busy store and lost connections are asked again; what stays is told', async () => {
  s3.fail(503, 0, 500)
  const store = inBucket()
  const name = await store.put(Buffer.from('again'))
  expect(s3.objects.has(`some/prefix/${name}`)).toBe(true)
  s3.fail(503, 503, 503, 503)
  await expect(store.get(name)).rejects.toThrow(/answered 503 \(SlowDown\) to GET/)
})

test.each([
  ['another secret', {}, /SignatureDoesNotMatch.*MAIL_STORE_SECRET_FILE/],
  ['another region', { MAIL_STORE_REGION: 'elsewhere' }, /SignatureDoesNotMatch.*MAIL_STORE_REGION/],
  ['another key', { MAIL_STORE_KEY_ID: 'OTHER' }, /InvalidAccessKeyId.*MAIL_STORE_KEY_ID/],
  ['no bucket', { MAIL_STORE: 's3://no-bucket' }, /NoSuchBucket.*Make the bucket/],
  ['no file', { MAIL_STORE_SECRET_FILE: '/nowhere' }, /MAIL_STORE_SECRET_FILE cannot be read/],
  [
    'nobody there',
    { MAIL_STORE_ENDPOINT: 'http://127.0.0.1:9' },
    /could not be reached.*MAIL_STORE_ENDPOINT/,
  ],
])('%s is a sentence that says what to do, and never holds the secret', async (what, changes, words) => {
  const wrong = join(folder.path, 'wrong')
  await writeFile(wrong, 'wrong-secret')
  const store = inBucket({ ...(what === 'another secret' && { MAIL_STORE_SECRET_FILE: wrong }), ...changes })
  for (const act of [() => store.put(Buffer.from('y')), () => store.get('0'.repeat(64))]) {
    const failure = await act().then(
      () => new Error('It worked'),
      (error: unknown) => error as Error,
    )
    expect(failure.message).toMatch(words)
    expect(`${failure.message}${failure.stack}`).not.toMatch(/wrong-secret|test\/secret/)
  }
})

test('a bucket without a key, or that is no bucket, is refused at the start', () => {
  expect(() => readConfig({ MAIL_STORE: 's3://mail' })).toThrow(/MAIL_STORE_KEY_ID.*are missing/)
  expect(() => readConfig({ MAIL_STORE: 'https://mail.example' })).toThrow(/must be s3:\/\/bucket/)
})
