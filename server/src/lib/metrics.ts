import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** All figures of this process, as GET /metrics shows them. */
export const metrics = new Registry()
collectDefaultMetrics({ register: metrics, prefix: 'tandem_' })

const registers = [metrics]

/** Runs of tasks and jobs; `result` is done, again (it asked for another run), failed or lost (the lease went). */
export const jobsRun = new Counter({
  name: 'tandem_jobs_total',
  help: 'Runs of tasks and jobs by name and result',
  labelNames: ['task', 'result'],
  registers,
})

export const jobSeconds = new Histogram({
  name: 'tandem_job_duration_seconds',
  help: 'How long runs of tasks and jobs took',
  labelNames: ['task'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
  registers,
})

export const startDelaySeconds = new Histogram({
  name: 'tandem_job_start_delay_seconds',
  help: 'From the moment a task of a mailbox was due to its start',
  labelNames: ['task'],
  buckets: [0.002, 0.005, 0.012, 0.05, 0.2, 1, 5, 30, 300],
  registers,
})

export const mailboxesAtWork = new Gauge({
  name: 'tandem_mailboxes_at_work',
  help: 'Mailboxes this process is working on now',
  registers,
})
