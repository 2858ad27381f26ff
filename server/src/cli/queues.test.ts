import type { Conversation } from '@tandem/model/api/queues.ts'
import { expect, test } from 'vitest'
import { runCommand } from '../../testing/commands.ts'
import { createRoutingBench } from '../../testing/routing.ts'

const bench = await createRoutingBench()
const url = await bench.api.app.listen({ port: 0, host: '127.0.0.1' })
const key = bench.api.asOperator.authorization.replace('Bearer ', '')

const tandem = async (...args: string[]) =>
  await runCommand({ TANDEM_URL: url, TANDEM_API_KEY: key }, args, '{"targetMinutes": 30}')

test('tandem queue, agent and conversation do what the page does', async () => {
  const agent = await bench.agent([bench.desk])
  expect(await tandem('queue', 'set', bench.desk.address, '--name', 'Front desk')).toMatch(
    /^Front desk is a queue/,
  )
  expect(await tandem('queue', 'routing', bench.desk.address, '-')).toMatch(/"targetMinutes": 30/)
  expect(await tandem('agent', 'set', agent.id, '--skill', 'german=3', 'rents=1', '--capacity', '4')).toMatch(
    /available\s+0\s+4\s+german=3 rents=1\s+1/,
  )
  await expect(tandem('agent', 'set', agent.id, '--presence', 'asleep')).rejects.toThrow()
  const [id, other] = [
    await bench.deliver({ subject: 'A flat' }),
    await bench.deliver({ subject: 'A house' }),
  ]
  expect(await tandem('conversation', 'list', '--state', 'open', '--search', 'flat')).toMatch(
    /Mia Berg\s+A flat\s+open/,
  )
  expect(await tandem('conversation', 'set', id, '--owner', agent.id, '--priority', '1')).toMatch(
    /open\s+agent/,
  )
  expect(await tandem('conversation', 'show', id)).toMatch(
    /^A flat\n.*Mia Berg <mia@customers.example>\nHello\n.*handed-over agent/s,
  )
  expect(await tandem('conversation', 'merge', other, id)).toMatch(/A flat.*\s2\s/)
  expect(await tandem('queue', 'list')).toMatch(/Front desk\s+1\s+0/)
  const closed = JSON.parse(
    await tandem('--json', 'conversation', 'set', id, '--state', 'closed'),
  ) as Conversation
  expect(closed).toMatchObject({ state: 'closed', owner: null })
  expect(await tandem('queue', 'end', bench.desk.address)).toBe('Its mail is no longer fetched.')
})
