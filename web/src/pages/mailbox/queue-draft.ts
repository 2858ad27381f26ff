import type { PutQueue } from '@tandem/model/api/queues.ts'
import type { Queue } from '../../shapes.ts'

/** What can be chosen of a queue. */
export type QueueDraft = Required<Omit<PutQueue, 'since'>>

/** What a queue begins with. */
export function newDraft(name: string): QueueDraft {
  return {
    name,
    folders: ['inbox'],
    mark: 'read',
    markCategory: null,
    markFolder: null,
    keepDays: null,
    subjectToken: false,
  }
}

/** What a queue is set to. */
export function draftOf({ name, mark, markCategory, keepDays, subjectToken, ...queue }: Queue): QueueDraft {
  const folders = queue.folders.map(({ id }) => id)
  return {
    name,
    folders,
    mark,
    markCategory,
    markFolder: queue.markFolder?.id ?? null,
    keepDays,
    subjectToken,
  }
}
