import type { FreeAgent, Waiting } from '../store/distribution.ts'

export interface Gift {
  conversationId: string
  agentId: string
  reason: string
}

/**
 * Who gets what: each conversation in the order given (the most urgent first, then the longest waiting) goes to an agent who has all its skills
 * and room; to the one whom a rule names, then to who had it before, then to the least loaded, of those to the longest idle.
 */
export function distribute(waiting: Waiting[], agents: FreeAgent[], now: number): Gift[] {
  const free = agents.map((agent) => ({ ...agent, queues: agent.queues && new Set(agent.queues) }))
  const gifts: Gift[] = []
  let room = free.reduce((sum, { capacity, load }) => sum + Math.max(0, capacity - load), 0)
  for (const one of waiting) {
    if (room === 0) break
    const able = free.filter(
      ({ id, queues, skills, load, capacity }) =>
        load < capacity &&
        id !== one.putBackBy &&
        (queues === null || queues.has(one.queueId)) &&
        Object.entries(one.skills).every(([skill, level]) => (skills[skill] ?? 0) >= level),
    )
    const named = able.find(({ id }) => id === one.wantedAgentId)
    const known = able.find(({ id }) => id === one.lastOwnerId)
    const agent = named ?? known ?? able.sort((a, b) => a.load - b.load || a.givenAt - b.givenAt)[0]
    if (!agent) continue
    gifts.push({
      conversationId: one.id,
      agentId: agent.id,
      reason: reasonOf(agent.load, agent === named, agent === known, able.length),
    })
    agent.load += 1
    agent.givenAt = now + gifts.length
    room -= 1
  }
  return gifts
}

function reasonOf(load: number, isNamed: boolean, isKnown: boolean, able: number): string {
  if (isNamed) return 'A rule names this agent.'
  if (isKnown) return 'This agent had the conversation before.'
  if (able === 1) return 'Of those available nobody else could take it.'
  return `Of ${able} who could take it this agent has the least to do (${load} waiting), or got something longest ago.`
}
