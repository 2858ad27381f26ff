import type { History, Step } from './history.ts'

const run = (task: 'pull' | 'push'): Step => ({
  do: 'run',
  task,
  killAt: undefined,
  moment: 'before',
  meanwhile: undefined,
})

/** Histories that once failed. */
export const regressions: History[] = [
  // Made by us and deleted there before a reading showed it: the list of changes is silent about it.
  {
    policy: 'later',
    begin: 'live',
    shared: 0,
    steps: [{ do: 'create', side: 'here' }, run('push'), { do: 'delete', side: 'there', which: 0 }],
  },
  // The same, after an edit on the way.
  {
    policy: 'later',
    begin: 'live',
    shared: 1,
    steps: [
      { do: 'create', side: 'here' },
      run('push'),
      { do: 'edit', side: 'here', which: 1, field: 'jobTitle', how: 'set' },
      run('push'),
      { do: 'delete', side: 'there', which: 1 },
      run('pull'),
    ],
  },
]
