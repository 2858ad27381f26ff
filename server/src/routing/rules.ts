import type { RuleCondition } from '@tandem/model/api/queue-trials.ts'
import type { QueueRouting, RoutingRule, Skills } from '@tandem/model/api/routing.ts'

/** What rules look at. Texts are folded: lower case, without accents (lib/search-text.ts). */
export interface RuledMail {
  senderName: string
  /** Lower case. */
  senderAddress: string
  subject: string
  /** What was newly written. */
  text: string
  /** ISO 639-1; `null`: nobody can tell. */
  language: string | null
  hasAttachment: boolean
  isKnown: boolean
  /** Of the sender, as a customer. */
  labels: string[]
}

/** What a conversation asks for. */
export interface Wants {
  skills: Skills
  priority: number
  /** Into which queue; `null`: it stays. */
  queueId: string | null
  agentId: string | null
  /** Sentences that say why. */
  reasons: string[]
}

/** What a conversation asks for that begins with this mail. `fold` is applied to what rules name. */
export function evaluate(
  routing: Pick<QueueRouting, 'skills' | 'priority' | 'rules'>,
  mail: RuledMail,
  fold: (text: string) => string,
): Wants {
  const wants: Wants = { ...asked(routing), queueId: null, agentId: null }
  for (const rule of routing.rules) {
    const why = holds(rule, mail, fold)
    if (why === undefined) continue
    const { skills, priority, queueId, agentId } = rule.effect
    if (skills) wants.skills = strongest(wants.skills, skills)
    wants.priority = priority ?? wants.priority
    wants.queueId = queueId ?? wants.queueId
    wants.agentId = agentId ?? wants.agentId
    wants.reasons.push(`Rule “${rule.name}”: ${why.length === 0 ? 'every mail' : why.join(', ')}.`)
    if (rule.isLast) break
  }
  return wants
}

/** What a queue asks for by itself. */
export function asked({
  skills,
  priority,
}: Pick<QueueRouting, 'skills' | 'priority'>): Pick<Wants, 'skills' | 'priority' | 'reasons'> {
  const named = Object.entries(skills).map(([skill, level]) => `${skill} ${level}`)
  const reasons = named.length === 0 ? [] : [`The queue asks for ${named.join(', ')}.`]
  return { skills: { ...skills }, priority, reasons }
}

/** Of each skill the higher level. */
export function strongest(one: Skills, other: Skills): Skills {
  const all = { ...one }
  for (const [skill, level] of Object.entries(other)) all[skill] = Math.max(all[skill] ?? 0, level)
  return all
}

/** How the rules stand to a mail, each for itself and without what it says; those after the last one are `unreached`. */
export function explain(
  rules: RoutingRule[],
  mail: RuledMail,
  fold: (text: string) => string,
): { state: 'holds' | 'fails' | 'unreached'; why: string[]; missing: RuleCondition[] }[] {
  let isOver = false
  return rules.map((rule) => {
    if (isOver) return { state: 'unreached', why: [], missing: [] }
    const checks = checksOf(rule, mail, fold)
    const missing = checks.filter(([, why]) => why === undefined).map(([name]) => name)
    if (missing.length > 0) return { state: 'fails', why: [], missing }
    isOver = rule.isLast
    return { state: 'holds', why: checks.flatMap(([, why]) => why ?? []), missing }
  })
}

/** Why a rule holds, a phrase for each of its conditions; `undefined`: it does not. */
function holds(rule: RoutingRule, mail: RuledMail, fold: (text: string) => string): string[] | undefined {
  const whys = checksOf(rule, mail, fold).map(([, why]) => why)
  return whys.every((why) => why !== undefined) ? whys : undefined
}

/** The conditions that a rule names, each with a phrase that says why it holds; `undefined`: it does not. */
function checksOf(
  { when }: RoutingRule,
  mail: RuledMail,
  fold: (text: string) => string,
): [RuleCondition, string | undefined][] {
  const found = <Wish>(wishes: Wish[] | undefined, fits: (wish: Wish) => boolean) => wishes?.find(fits)
  const text = `${mail.subject} \n ${mail.text}`
  const checks: [RuleCondition, string | undefined][] = [
    [
      'sender',
      phrase(
        'the sender fits',
        found(when.sender, (wish) => isFrom(mail, wish, fold)),
      ),
    ],
    [
      'subject',
      phrase(
        'the subject names',
        found(when.subject, (wish) => names(mail.subject, fold(wish))),
      ),
    ],
    [
      'words',
      phrase(
        'it names',
        found(when.words, (wish) => names(text, fold(wish))),
      ),
    ],
    [
      'language',
      phrase(
        'it is written in',
        found(when.language, (code) => code === mail.language),
      ),
    ],
    [
      'hasAttachment',
      when.hasAttachment === mail.hasAttachment
        ? `it has ${mail.hasAttachment ? 'an' : 'no'} attachment`
        : undefined,
    ],
    [
      'customer',
      (when.customer === 'known') === mail.isKnown
        ? `the sender is ${mail.isKnown ? 'known' : 'new'}`
        : undefined,
    ],
    [
      'labels',
      phrase(
        'the customer is called',
        found(when.labels, (wish) => mail.labels.includes(fold(wish))),
      ),
    ],
  ]
  return checks.filter(([name]) => when[name] !== undefined)
}

function phrase(words: string, found: string | undefined): string | undefined {
  return found === undefined ? undefined : `${words} “${found}”`
}

/** `mia@example.org`, `@example.org` with its subdomains, or a part of the name. */
function isFrom(mail: RuledMail, wish: string, fold: (text: string) => string): boolean {
  const wanted = wish.trim().toLowerCase()
  const domain = mail.senderAddress.split('@').at(-1) ?? ''
  if (wanted.startsWith('@'))
    return domain !== '' && (domain === wanted.slice(1) || domain.endsWith(`.${wanted.slice(1)}`))
  return wanted.includes('@') ? mail.senderAddress === wanted : names(mail.senderName, fold(wish))
}

/** Scripts that put no blanks between words. */
const unspaced = /\p{scx=Han}|\p{scx=Hira}|\p{scx=Kana}|\p{scx=Thai}|\p{scx=Khmr}|\p{scx=Laoo}|\p{scx=Mymr}/u

/** Whether the text has these words as whole words: “art” is not in “start”. */
function names(text: string, wish: string): boolean {
  if (wish === '') return false
  if (unspaced.test(wish)) return text.includes(wish)
  for (let at = text.indexOf(wish); at >= 0; at = text.indexOf(wish, at + 1)) {
    const around = [text[at - 1] ?? ' ', text[at + wish.length] ?? ' ']
    if (!around.some((letter) => /[\p{L}\p{N}]/u.test(letter))) return true
  }
  return false
}
