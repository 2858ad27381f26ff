import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FreeAgent, Waiting } from '../store/distribution.ts'
import { distribute } from './distribute.ts'

const agent = (id: string, given: Partial<FreeAgent> = {}): FreeAgent => ({
  id,
  skills: {},
  queues: null,
  load: 0,
  capacity: 10,
  givenAt: 0,
  ...given,
})
const waiting = (id: string, given: Partial<Waiting> = {}): Waiting => ({
  id,
  queueId: 'desk',
  skills: {},
  wantedAgentId: null,
  lastOwnerId: null,
  putBackBy: null,
  ...given,
})
const gifts = (wait: Waiting[], agents: FreeAgent[]) =>
  distribute(wait, agents, 1000).map(({ conversationId, agentId }) => `${conversationId} ${agentId}`)

test('who has the skill at its level gets it, and nobody else, however free', () => {
  const agents = [agent('ada', { skills: { german: 2 } }), agent('bo', { skills: { german: 4 }, load: 5 })]
  expect(gifts([waiting('one', { skills: { german: 3 } })], agents)).toEqual(['one bo'])
  expect(gifts([waiting('one', { skills: { german: 5 } })], agents)).toEqual([])
})

test('the least loaded first, of those the longest idle; what was given counts at once', () => {
  const agents = [agent('ada', { load: 1 }), agent('bo', { givenAt: 20 }), agent('cy', { givenAt: 10 })]
  expect(
    gifts(
      ['one', 'two', 'three', 'four'].map((id) => waiting(id)),
      agents,
    ),
  ).toEqual(['one cy', 'two bo', 'three ada', 'four cy'])
})

test('whom a rule names comes first, then who had it before; neither if they cannot', () => {
  const agents = [agent('ada', { load: 5 }), agent('bo', { load: 5 }), agent('cy')]
  const wish = waiting('one', { wantedAgentId: 'ada', lastOwnerId: 'bo' })
  expect(gifts([wish], agents)).toEqual(['one ada'])
  expect(gifts([wish], agents.slice(1))).toEqual(['one bo'])
  expect(gifts([wish], [agent('bo', { load: 10 }), agent('cy')])).toEqual(['one cy'])
})

test('who gave it back does not get it again, and only those of the queue get any', () => {
  expect(gifts([waiting('one', { putBackBy: 'ada' })], [agent('ada')])).toEqual([])
  expect(gifts([waiting('one')], [agent('ada', { queues: ['other'] })])).toEqual([])
})

test('nobody has more than fits, each goes to one agent, and what could be taken is not left behind what cannot', () => {
  const skill = fc.constantFrom('a', 'b')
  const skills = fc.dictionary(skill, fc.integer({ min: 1, max: 5 }))
  fc.assert(
    fc.property(
      fc.array(fc.record({ skills, load: fc.nat(3), capacity: fc.nat(4) }), { maxLength: 6 }),
      fc.array(skills, { maxLength: 20 }),
      (people, wishes) => {
        const agents = people.map((given, at) => agent(`agent ${at}`, given))
        const wait = wishes.map((given, at) => waiting(`${at}`, { skills: given }))
        const given = distribute(wait, agents, 1000)
        expect(new Set(given.map(({ conversationId }) => conversationId)).size).toBe(given.length)
        const loads = new Map(agents.map(({ id, load }) => [id, load]))
        for (const { agentId } of given) loads.set(agentId, loads.get(agentId)! + 1)
        for (const { id, load, capacity } of agents)
          expect(loads.get(id)!).toBeLessThanOrEqual(Math.max(load, capacity))
        const left = wait.filter(({ id }) => !given.some(({ conversationId }) => conversationId === id))
        for (const one of left)
          for (const { id, skills: has, capacity } of agents)
            if (Object.entries(one.skills).every(([name, level]) => (has[name] ?? 0) >= level))
              expect(loads.get(id)!).toBeGreaterThanOrEqual(capacity)
      },
    ),
    { numRuns: 300 },
  )
})
