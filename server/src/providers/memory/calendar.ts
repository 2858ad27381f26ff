import type { EventContent } from '@tandem/model/event.ts'
import { mailedBy } from '../../lib/calendar/mailed-by.ts'
import { expand } from '../../lib/calendar/recurrence.ts'
import { editedEvent } from '../../lib/normal-event.ts'
import type { Failure } from '../failures.ts'
import { unlessAgreed } from '../meetings.ts'
import { isWorn, sureWindow, windowAt } from '../window.ts'
import type { View, Write } from './collection.ts'

/** The window of a calendar: an event is in it when anything of it takes place there. */
export function calendarView(now: () => number): View<EventContent> {
  return {
    window: () => windowAt(now()),
    surely: () => sureWindow(now()),
    isWorn: (window) => isWorn(window, now()),
    shows: (item, window) => expand(item, window, { limit: 1 }).length > 0,
  }
}

/** What becomes of meetings: nobody is mailed who did not have to be, and nobody unless that was agreed to. */
export function meetingRules(
  self: string,
  mail: (to: string) => void,
): (write: Write<EventContent>) => Failure | undefined {
  return (write) => {
    const { before, after } = sides(write)
    const mailed = mailedBy(before, after, self)
    const failure = unlessAgreed(mailed, write.say)
    if (!failure) mailed.forEach(mail)
    return failure
  }
}

function sides(write: Write<EventContent>): { before?: EventContent; after?: EventContent } {
  switch (write.kind) {
    case 'create':
      return { after: write.item }
    case 'update':
      return { before: write.stored, after: editedEvent(write.stored, write.edit.changes) }
    case 'remove':
      return { before: write.stored }
  }
}
