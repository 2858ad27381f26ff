import type { RoutingRule, Skills, TriedRouting } from '../../routing-api.ts'

const either = new Intl.ListFormat('en', { type: 'disjunction' })

/** Names of what a rule may name by id. */
export interface Names {
  queue(id: string): string
  agent(id: string): string
}

/** A rule as one sentence: “If the subject names “invoice” → billing 2, priority 2; then stop”. */
export function ruleSentence(rule: RoutingRule, names: Names): string {
  const conditions = conditionWords(rule.when)
  const effects = effectWords(rule.effect, names)
  const when = conditions.length === 0 ? 'Every mail' : `If ${conditions.join(' and ')}`
  const then = effects.length === 0 ? 'nothing' : effects.join(', ')
  return `${when} → ${then}${rule.isLast ? '; then stop' : ''}`
}

/** What a rule asks of a mail, a phrase for each condition. */
export function conditionWords(when: RoutingRule['when']): string[] {
  const { sender, subject, words, language, hasAttachment, customer, labels } = when
  return [
    sender && `the sender is ${quoted(sender)}`,
    subject && `the subject names ${quoted(subject)}`,
    words && `it names ${quoted(words)}`,
    language && `it is written in ${either.format(language.map(languageName))}`,
    hasAttachment === undefined ? undefined : `it has ${hasAttachment ? 'an' : 'no'} attachment`,
    customer && `the sender is ${customer === 'known' ? 'known already' : 'new'}`,
    labels && `the customer is called ${quoted(labels)}`,
  ].filter((phrase) => phrase !== undefined)
}

function effectWords({ skills, priority, queueId, agentId }: RoutingRule['effect'], names: Names): string[] {
  return [
    ...(skills ? skillWords(skills) : []),
    priority === undefined ? undefined : `priority ${priority}`,
    queueId === undefined ? undefined : `queue ${names.queue(queueId)}`,
    agentId === undefined ? undefined : names.agent(agentId),
  ].filter((phrase) => phrase !== undefined)
}

/** “billing 2”, by name. */
export function skillWords(skills: Skills): string[] {
  return Object.entries(skills)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([skill, level]) => `${skill} ${level}`)
}

/** A language by its name in English, or by its code where nobody knows one. */
export function languageName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'code' }).of(code) ?? code
}

const missingWords: Record<TriedRouting['rules'][number]['missing'][number], string> = {
  sender: 'the sender',
  subject: 'the subject',
  words: 'the words',
  language: 'the language',
  hasAttachment: 'the attachment',
  customer: 'whether the sender is known',
  labels: 'the labels of the customer',
}

/** Why a rule holds for a mail that is tried, or does not. */
export function triedWords({ state, why, missing }: TriedRouting['rules'][number]): string {
  if (state === 'unreached') return 'Not looked at: a rule before it was the last.'
  if (state === 'fails')
    return `Does not hold: ${missing.map((name) => missingWords[name]).join(' and ')} ${missing.length === 1 ? 'does' : 'do'} not fit.`
  return `Holds: ${why.length === 0 ? 'it asks for nothing' : why.join(', ')}.`
}

function quoted(values: string[]): string {
  return either.format(values.map((value) => `“${value}”`))
}
