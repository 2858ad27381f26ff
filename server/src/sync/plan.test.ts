import { expect, test } from 'vitest'
import { type KnownRecord, planPage } from './plan.ts'
import { resources } from './resources.ts'

const rules = {
  rules: resources.contacts!.rules,
  policy: 'later' as const,
  skipPrivate: false,
  listing: null,
}
const deletedHere: KnownRecord = {
  id: 'r1',
  version: 2,
  fields: { displayName: 'Ida Roth' },
  base: null,
  ref: 'i1',
  remoteVersion: 'v1',
  deleted: true,
  gone: false,
  listing: null,
  unsent: 'open',
  editedAt: new Date(),
}
const filledIn = { displayName: 'Ida Roth', fileAs: 'Roth, Ida' }

test('what the service filled in when we made a contact does not bring it back after a deletion', () => {
  const plan = planPage(
    { items: [{ ref: 'i1', version: 'v1', item: filledIn }], deleted: [] },
    [deletedHere],
    rules,
  )
  expect(plan.conflicts).toEqual([])
  expect(plan.writes).toMatchObject([{ id: 'r1', deleted: true, unsent: true }])
})

test('an edit in the mailbox brings a contact back that was deleted here, and leaves a conflict', () => {
  const plan = planPage(
    { items: [{ ref: 'i1', version: 'v2', item: filledIn }], deleted: [] },
    [deletedHere],
    rules,
  )
  expect(plan.conflicts).toMatchObject([{ id: 'r1', reason: 'deleted' }])
  expect(plan.writes).toMatchObject([{ id: 'r1', revived: true, fields: filledIn }])
})

test('an edit here wins over what the service filled in for the same field, and is no conflict', () => {
  const edited = {
    ...deletedHere,
    deleted: false,
    fields: { displayName: 'Ida Roth', fileAs: 'Ida' },
    base: { displayName: 'Ida Roth' },
    editedAt: new Date(0),
  }
  const item = { ref: 'i1', version: 'v1', item: filledIn, changedAt: new Date().toISOString() }
  const plan = planPage({ items: [item], deleted: [] }, [edited], rules)
  expect(plan.conflicts).toEqual([])
  expect(plan.writes).toMatchObject([{ id: 'r1', base: filledIn, unsent: true, filledIn: true }])
  expect(plan.writes[0]).not.toHaveProperty('fields')
})
