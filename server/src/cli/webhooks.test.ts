import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { runCommand } from '../../testing/commands.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { insideOfTests, sealForTests, startWebhooks } from '../../testing/webhooks.ts'
import { readConfig } from '../config.ts'

const config = {
  ...readConfig({ TANDEM_DATA: '/nowhere', LOG_LEVEL: 'silent' }),
  ALLOWED_INSIDE: insideOfTests,
}
const api = await createTestApi({ config, seal: sealForTests })
const url = await api.app.listen({ port: 0, host: '127.0.0.1' })
const key = api.asOperator.authorization.replace('Bearer ', '')
await api.organisation('Harbor Realty')
await startWebhooks(api.db, api.url)
const receiver = await startReceiver()

const tandem = async (...args: string[]) => await runCommand({ TANDEM_URL: url, TANDEM_API_KEY: key }, args)

test('tandem webhook add, test, list and replay do what the page does', async () => {
  const [id, secret] = (
    await tandem('webhook', 'add', 'Harbor Realty', receiver.url, '--types', 'contact.changed')
  ).split('\n')
  receiver.answer = () => (response) => response.writeHead(200).end('thanks')
  expect(await tandem('webhook', 'test', id!)).toMatch(
    /^Taken: the receiver answered 200 after \d+ ms\.\nthanks$/,
  )
  receiver.verify(receiver.received[0]!, secret!)
  receiver.answer = () => 404
  expect(await tandem('webhook', 'test', id!)).toContain('Correct the address.')
  expect(await tandem('webhook', 'list', 'Harbor Realty')).toMatch(/127\.0\.0\.1.*on\s+contact\.changed/)
  expect(await tandem('webhook', 'replay', id!, '--since', '2026-01-01T00:00:00Z')).toBe('Sent again: 0.')
  await expect(tandem('webhook', 'add', 'Harbor Realty', 'https://10.0.0.1/')).rejects.toThrow(
    'ALLOWED_INSIDE',
  )
})
