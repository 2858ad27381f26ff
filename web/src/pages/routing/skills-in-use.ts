import type { Agent, QueueRouting } from '../../routing-api.ts'

/** Skills that an agent has or a queue asks for, by name: what is written twice is spelled once. */
export function knownSkills(
  agents: Pick<Agent, 'skills'>[],
  routings: Pick<QueueRouting, 'skills' | 'rules'>[] = [],
): string[] {
  const all = [
    ...agents.map(({ skills }) => skills),
    ...routings.flatMap(({ skills, rules }) => [skills, ...rules.map(({ effect }) => effect.skills ?? {})]),
  ]
  return [...new Set(all.flatMap((skills) => Object.keys(skills)))].sort()
}
