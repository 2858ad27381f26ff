import type { EventContent } from '@tandem/model/event.ts'
import { expect, test } from 'vitest'
import { type Bench, draft, drain, writable, written } from './bench.ts'
import { eventSample } from './samples.ts'

/** Meetings with other people: nobody is mailed unless the person who edits agreed to it. */
export function testMeetings(bench: () => Bench): void {
  testSilence(bench)
  testAgreed(bench)
}

function testSilence(bench: () => Bench): void {
  test('reading mails nobody', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const ref = await person.events.create(meeting())
    await person.mailed()
    const { cursor } = await drain(calendar)
    await calendar.get([ref])
    for await (const _ of calendar.identify(undefined));
    await drain(calendar, cursor)
    expect(await person.mailed()).toEqual([])
  })

  test('what would mail people is Rejected unless somebody agreed, and nobody is mailed', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const [refused] = await calendar.create([{ ...draft(meeting()), say: undefined }], undefined)
    const wouldNotify = { ok: false, failure: { kind: 'Rejected', code: 'WouldNotify' } }
    expect(refused).toMatchObject(wouldNotify)
    const { ref, version } = written((await calendar.create([draft(meeting())], undefined))[0])
    expect((await person.mailed()).sort()).toEqual(people)
    const [found] = await calendar.get([ref])
    const earlier = { ...meeting().start, dateTime: meeting().start.dateTime.replace('T15', 'T14') }
    const edits: Partial<EventContent>[] = [{ subject: 'Other' }, { attendees: [] }, { start: earlier }]
    for (const changes of edits) {
      const edit = { ref, version, changes, item: { ...found!.item, ...changes } }
      expect((await calendar.update([edit]))[0]).toMatchObject(wouldNotify)
    }
    expect((await calendar.remove([{ ref, version }]))[0]).toMatchObject(wouldNotify)
    expect(await person.mailed()).toEqual([])
    expect((await calendar.get([ref]))[0]).toMatchObject({ version })
  })

  test('what is one’s own of a meeting is changed without mailing anybody', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const { ref, version } = written((await calendar.create([draft(meeting())], undefined))[0])
    await person.mailed()
    const changes = { categories: ['Red category'], isReminderOn: true, reminderMinutesBeforeStart: 5 }
    written((await calendar.update([{ ref, version, changes, item: { ...meeting(), ...changes } }]))[0])
    expect(await person.mailed()).toEqual([])
    expect((await calendar.get([ref]))[0]!.item).toMatchObject({ ...changes, subject: meeting().subject })
  })
}

function testAgreed(bench: () => Bench): void {
  test('an edit and a removal that were agreed to mail exactly the attendees, once', async () => {
    const { session, person } = await bench().mailbox()
    const calendar = writable(session.calendar)
    const { ref, version } = written((await calendar.create([draft(meeting())], undefined))[0])
    await person.mailed()
    const changes = { location: { displayName: 'Elsewhere' } }
    const edit = { ref, version, changes, item: { ...meeting(), ...changes }, say: { notify: true } }
    const edited = written((await calendar.update([edit]))[0])
    expect((await person.mailed()).sort()).toEqual(people)
    const gone = { ref, version: edited.version, say: { notify: true, comment: 'The roof leaks' } }
    expect((await calendar.remove([gone]))[0]).toMatchObject({ ok: true })
    expect((await person.mailed()).sort()).toEqual(people)
    expect(await calendar.get([ref])).toEqual([])
  })

  test('an invitation is answered, silently or not', async (context) => {
    const { session, person } = await bench().mailbox()
    if (!person.invited) return context.skip('nobody else is there to invite the person')
    const calendar = writable(session.calendar)
    for (const notify of [false, true]) {
      const ref = await person.invited(eventSample.named(`Notify: ${notify}`))
      const [invitation] = await calendar.get([ref])
      expect(invitation!.item).toMatchObject({ isOrganizer: false })
      await person.mailed()
      const changes = { responseStatus: { response: 'tentativelyAccepted' as const } }
      const { version, item } = invitation!
      const edit = {
        ref,
        version,
        changes,
        item: { ...item, ...changes },
        say: { notify, comment: 'Perhaps' },
      }
      const outcome = written((await calendar.update([edit]))[0])
      const [answered] = await calendar.get([ref])
      expect(answered!.item.responseStatus?.response).toBe('tentativelyAccepted')
      expect(answered!.version).toBe(outcome.version)
      const again = { ...edit, version: outcome.version }
      expect((await calendar.update([again]))[0]).toMatchObject({ ok: true })
      expect(await person.mailed()).toHaveLength(notify ? 1 : 0)
    }
  })
}

const people = ['nikos@outside.example', 'zoe@outside.example']

function meeting(): EventContent {
  const { attendees } = eventSample.everyField
  return { ...eventSample.named('Open house'), attendees }
}
