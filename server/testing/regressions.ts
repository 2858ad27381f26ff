import type { History, Step } from './history.ts'

const run = (task: 'pull' | 'push', killAt?: number): Step => ({
  do: 'run',
  task,
  killAt,
  moment: 'before',
  meanwhile: undefined,
})

/** Histories of contacts that once failed. */
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

/** Found by an audit and deleted there before a reading showed it. */
const foundByAudit: History = {
  policy: 'later',
  begin: 'first',
  shared: 0,
  steps: [
    run('pull'),
    { do: 'create', side: 'there' },
    { do: 'create', side: 'there' },
    { ...run('pull'), task: 'audit' } as Step,
    { do: 'delete', side: 'there', which: 1 },
    run('pull'),
  ],
}

/** Histories of events that once failed. */
const lostAnswers = [11, 13, 14].map(
  (killAt): History => ({
    // A series was made, the worker died before it knew, and somebody changed a day of it: that day went back to what it was.
    policy: 'later',
    begin: 'first',
    shared: 0,
    steps: [
      { do: 'create', side: 'here' },
      { do: 'fault', kind: 'throttled-half', operation: undefined },
      { do: 'fault', kind: 'lost', operation: undefined },
      run('pull'),
      { do: 'create', side: 'here' },
      run('push'),
      run('push', killAt),
      { do: 'edit', side: 'there', which: 1, field: 'exceptions', how: 'set' },
    ],
  }),
)
export const eventRegressions: History[] = [...lostAnswers, foundByAudit]
