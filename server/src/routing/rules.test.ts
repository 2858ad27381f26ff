import { type RoutingRule, routingRule } from '@tandem/model/api/routing.ts'
import { expect, test } from 'vitest'
import { searchable } from '../lib/search-text.ts'
import { evaluate, type RuledMail } from './rules.ts'

const mail = (given: Partial<RuledMail> = {}): RuledMail => ({
  senderName: 'mia berg',
  senderAddress: 'mia@mail.customers.example',
  subject: searchable('Frage zur Rechnung Nº 12'),
  text: searchable('Guten Tag, die Größe der Wohnung stimmt nicht. Straße, 公寓很好'),
  language: 'de',
  hasAttachment: false,
  isKnown: true,
  labels: ['vip', 'uberfallig'],
  ...given,
})
const rule = (when: RoutingRule['when'], effect: RoutingRule['effect'] = { priority: 1 }, isLast = false) =>
  routingRule.parse({ name: 'It', when, effect, isLast })
const wants = (rules: RoutingRule[], given = mail()) =>
  evaluate({ skills: {}, priority: 3, rules }, given, searchable)
const holds = (when: RoutingRule['when'], given = mail()) => wants([rule(when)], given).priority === 1

test.each<[string, RoutingRule['when'], boolean]>([
  ['an address, in any case', { sender: ['MIA@mail.customers.example'] }, true],
  ['a domain', { sender: ['@mail.customers.example'] }, true],
  ['a domain above', { sender: ['@customers.example'] }, true],
  ['not the end of a word', { sender: ['@tomers.example'] }, false],
  ['a part of the name', { sender: ['Berg'] }, true],
  ['not a part of a word of the name', { sender: ['Ber'] }, false],
  ['one of several', { sender: ['nobody@x.example', 'Mia'] }, true],
  ['a word of the subject, whatever its accents', { subject: ['RECHNUNG'] }, true],
  ['not a part of a word', { subject: ['Rech'] }, false],
  ['several words in a row', { subject: ['frage zur Rechnung'] }, true],
  ['not the text', { subject: ['Wohnung'] }, false],
  ['a word of the text', { words: ['strasse'] }, true],
  ['a word between Chinese letters', { words: ['公寓'] }, true],
  ['the language', { language: ['fr', 'de'] }, true],
  ['not another language', { language: ['fr'] }, false],
  ['no attachment', { hasAttachment: false }, true],
  ['an attachment', { hasAttachment: true }, false],
  ['somebody known', { customer: 'known' }, true],
  ['somebody new', { customer: 'new' }, false],
  ['a label, in any case', { labels: ['Tenant', 'Überfällig'] }, true],
  ['not a part of a label', { labels: ['VI'] }, false],
  ['all that is named', { subject: ['Rechnung'], customer: 'new' }, false],
  ['nothing named', {}, true],
])('a rule holds for %s', (_, when, expected) => {
  expect(holds(when)).toBe(expected)
})

test('a mail of which nobody can tell the language fits no rule on languages', () => {
  expect(holds({ language: ['de'] }, mail({ language: null }))).toBe(false)
})

test('a sender without an address fits no domain', () => {
  expect(holds({ sender: ['@'] }, mail({ senderAddress: '' }))).toBe(false)
  expect(holds({ sender: ['@customers.example'] }, mail({ senderAddress: '' }))).toBe(false)
})

test('later rules change what earlier ones said, levels only grow, the last one that holds ends it; each says why', () => {
  const found = evaluate(
    {
      skills: { german: 2 },
      priority: 3,
      rules: [
        rule({ language: ['de'] }, { skills: { german: 1, rents: 3 }, priority: 2 }),
        rule({ subject: ['Angebot'] }, { priority: 5 }),
        {
          ...rule(
            { words: ['Wohnung'] },
            { skills: { german: 4 }, agentId: 'ada', queueId: '3f0b6f5e-6f0a-4f3a-9c51-1f3f5b1c2d3e' },
          ),
          name: 'Flats',
          isLast: true,
        },
        rule({}, { priority: 1 }),
      ],
    },
    mail(),
    searchable,
  )
  expect(found).toEqual({
    skills: { german: 4, rents: 3 },
    priority: 2,
    agentId: 'ada',
    queueId: '3f0b6f5e-6f0a-4f3a-9c51-1f3f5b1c2d3e',
    reasons: [
      'The queue asks for german 2.',
      'Rule “It”: it is written in “de”.',
      'Rule “Flats”: it names “Wohnung”.',
    ],
  })
})
