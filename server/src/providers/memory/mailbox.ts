import type { ContactFields } from '@tandem/model/contact.ts'
import type { EventContent } from '@tandem/model/event.ts'
import type { TaskContent } from '@tandem/model/task.ts'
import { editedContact, normalContact } from '../../lib/normal-contact.ts'
import { editedEvent } from '../../lib/normal-event.ts'
import { editedTask, normalTask } from '../../lib/normal-task.ts'
import { createBox, type Kind, type MemoryBox } from './box.ts'
import { receivedEvent } from './zones.ts'

/** The kinds of items, by the names of what can be watched. */
export type KindName = 'contacts' | 'events' | 'tasks'

/** A person's mailbox: its contacts themselves, and beside them what else it holds. */
export interface MemoryMailbox extends MemoryBox<ContactFields> {
  readonly events: MemoryBox<EventContent>
  readonly tasks: MemoryBox<TaskContent>
}

const contacts: Kind<ContactFields> = {
  folder: { id: 'contacts', name: 'Contacts' },
  normal: normalContact,
  edited: editedContact,
}

const events: Kind<EventContent> = {
  folder: { id: 'calendar', name: 'Calendar' },
  normal: receivedEvent,
  edited: (event, changes) => receivedEvent(editedEvent(event, changes)),
  isPrivate: ({ sensitivity }) => sensitivity === 'private',
}

const tasks: Kind<TaskContent> = {
  folder: { id: 'tasks', name: 'Tasks' },
  normal: normalTask,
  edited: editedTask,
}

/** An empty mailbox; `now` gives milliseconds, `changed` hears of every change. */
export function createMailbox(
  address: string,
  now: () => number,
  changed: (kind: KindName, folder: string) => void,
): MemoryMailbox {
  return {
    ...createBox(address, contacts, now, (folder) => changed('contacts', folder)),
    events: createBox(address, events, now, (folder) => changed('events', folder)),
    tasks: createBox(address, tasks, now, (folder) => changed('tasks', folder)),
  }
}
