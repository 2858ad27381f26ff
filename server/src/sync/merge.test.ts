import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fields, merge, preferredSide, type Rules, type Side } from './merge.ts'

const rules: Rules = { phones: { most: 2 }, mails: { most: 3 }, notes: 'lines', home: 'parts' }
const word = fc.constantFrom('a', 'b', 'c', 'd')
const list = fc.uniqueArray(word, { minLength: 1, maxLength: 2 })
const mail = fc.record(
  { address: fc.constantFrom('x@y', 'X@y', 'z@y', 'q@y') },
  { requiredKeys: ['address'] },
)
const fields: fc.Arbitrary<Fields> = fc.record(
  {
    name: word,
    title: word,
    phones: list,
    mails: fc.uniqueArray(mail, { minLength: 1, maxLength: 3, selector: (one) => one.address.toLowerCase() }),
    notes: fc.array(word, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n')),
    home: fc
      .record({ city: word, street: word }, { requiredKeys: [] })
      .filter((home) => Object.keys(home).length > 0),
  },
  { requiredKeys: [] },
)
const side = fc.constantFrom<Side>('tandem', 'mailbox')
const three = [fields, fields, fields, side] as const
const run = (base: Fields, record: Fields, item: Fields, preferred: Side = 'mailbox') =>
  merge(base, record, item, rules, preferred)
const other = (one: Side): Side => (one === 'tandem' ? 'mailbox' : 'tandem')
const values = (of: unknown): unknown[] =>
  typeof of === 'object' && of !== null ? Object.values(of).flatMap(values) : String(of).split('\n')

describe('merge, for any three versions', () => {
  it('keeps an edit that only one side made', () => {
    fc.assert(
      fc.property(...three, (base, edited, _, preferred) => {
        expect(run(base, edited, base, preferred)).toEqual({ merged: edited, conflicts: [] })
        expect(run(base, base, edited, preferred)).toEqual({ merged: edited, conflicts: [] })
      }),
    )
  })
  it('agrees when both sides made the same edit', () => {
    fc.assert(
      fc.property(...three, (base, edited, _, preferred) => {
        expect(run(base, edited, edited, preferred)).toEqual({ merged: edited, conflicts: [] })
      }),
    )
  })
  it('is the same seen from either side', () => {
    fc.assert(
      fc.property(...three, (base, record, item, preferred) => {
        const here = run(base, record, item, preferred)
        const there = run(base, item, record, other(preferred))
        expect(there.merged).toEqual(here.merged)
        expect(there.conflicts.map((one) => one.field).sort()).toEqual(
          here.conflicts.map((one) => one.field).sort(),
        )
      }),
    )
  })
  it('changes nothing more when its result is merged again', () => {
    fc.assert(
      fc.property(...three, (base, record, item, preferred) => {
        const { merged } = run(base, record, item, preferred)
        expect(run(item, merged, item, preferred)).toEqual({ merged, conflicts: [] })
        expect(run(record, record, merged, preferred)).toEqual({ merged, conflicts: [] })
      }),
    )
  })
  it('never invents a value', () => {
    fc.assert(
      fc.property(...three, (base, record, item, preferred) => {
        const known = new Set([...values(record), ...values(item), ...values(base)])
        for (const value of values(run(base, record, item, preferred).merged)) expect(known).toContain(value)
      }),
    )
  })
  it('never drops a field that neither side deleted', () => {
    fc.assert(
      fc.property(...three, (base, record, item, preferred) => {
        const { merged } = run(base, record, item, preferred)
        const lists = ['phones', 'mails', 'home']
        for (const field of Object.keys(record).filter((one) => one in item && !lists.includes(one)))
          expect(Object.keys(merged)).toContain(field)
      }),
    )
  })
  it('keeps every added or edited value in the result or in a conflict', () => {
    fc.assert(
      fc.property(...three, (base, record, item, preferred) => {
        const { merged, conflicts } = run(base, record, item, preferred)
        for (const field of ['name', 'title'])
          for (const edited of [record, item])
            if (edited[field] !== undefined && edited[field] !== base[field])
              expect([merged[field], ...conflicts.flatMap((one) => [one.tandem, one.mailbox])]).toContain(
                edited[field],
              )
        for (const phone of [record, item].flatMap((one) => (one.phones as string[] | undefined) ?? []))
          if (!((base.phones as string[] | undefined) ?? []).includes(phone))
            expect(values([merged.phones ?? [], conflicts])).toContain(phone)
      }),
    )
  })
})

describe('merge', () => {
  it('takes different fields from both sides', () => {
    const { merged, conflicts } = run(
      { name: 'a', title: 'a' },
      { name: 'b', title: 'a' },
      { name: 'a', title: 'c' },
    )
    expect(merged).toEqual({ name: 'b', title: 'c' })
    expect(conflicts).toEqual([])
  })
  it('takes the preferred value of a field both changed, and keeps the other', () => {
    expect(run({ name: 'a' }, { name: 'b' }, {}, 'mailbox')).toEqual({
      merged: {},
      conflicts: [{ field: 'name', base: 'a', tandem: 'b', mailbox: null, chosen: 'mailbox' }],
    })
  })
  it('joins numbers added on both sides as long as there is room', () => {
    expect(run({}, { phones: ['1'] }, { phones: ['2'] }).merged).toEqual({ phones: ['2', '1'] })
    const full = run({ phones: ['1'] }, { phones: ['1', '2'] }, { phones: ['1', '3'] }, 'tandem')
    expect(full.merged).toEqual({ phones: ['1', '2'] })
    expect(full.conflicts).toMatchObject([{ field: 'phones', mailbox: ['1', '3'], chosen: 'tandem' }])
  })
  it('merges an address part by part', () => {
    const { merged, conflicts } = run(
      { home: { city: 'a', street: 'b' } },
      { home: { city: 'c', street: 'b' } },
      { home: { city: 'a', street: 'd' } },
    )
    expect(merged).toEqual({ home: { city: 'c', street: 'd' } })
    expect(conflicts).toEqual([])
    expect(run({}, { home: { city: 'c' } }, { home: { city: 'd' } }).conflicts).toMatchObject([
      { field: 'home.city' },
    ])
  })
  it('merges notes edited in different places', () => {
    const { merged, conflicts } = run({ notes: 'a\nb\nc' }, { notes: 'A\nb\nc' }, { notes: 'a\nb\nc\nd' })
    expect(merged).toEqual({ notes: 'A\nb\nc\nd' })
    expect(conflicts).toEqual([])
    expect(run({ notes: 'a\nb' }, { notes: 'c\nb' }, { notes: 'd\nb' }).conflicts).toHaveLength(1)
  })
})

describe('preferredSide', () => {
  it('is the later edit, the mailbox when in doubt, or what the policy says', () => {
    const early = '2026-01-01T00:00:00Z'
    expect(preferredSide('later', new Date('2026-01-02'), early)).toBe('tandem')
    expect(preferredSide('later', new Date('2025-01-02'), early)).toBe('mailbox')
    expect(preferredSide('later', new Date(), undefined)).toBe('mailbox')
    expect(preferredSide('tandem', null, early)).toBe('tandem')
  })
})
