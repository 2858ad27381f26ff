import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Oops } from './oops.tsx'

const useStyles = makeStyles({
  // Nobody sees a skeleton when the answer comes within 100 ms.
  late: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingVerticalM,
    opacity: 0,
    animationName: { to: { opacity: 1 } },
    animationDelay: '100ms',
    animationDuration: '120ms',
    animationFillMode: 'forwards',
  },
})

/** The answer of a query once it is there; till then a skeleton, and on failure what to do. Old data stays in view. */
export function Loaded<T>(props: {
  query: UseQueryResult<T>
  rows?: number
  children: (data: T) => ReactNode
}) {
  const { query } = props
  if (query.data !== undefined) return props.children(query.data)
  return <Absent query={query} rows={props.rows} />
}

/** What stands in the place of an answer that is not there: a skeleton, or why none comes. */
export function Absent(props: {
  query: Pick<UseQueryResult, 'error' | 'fetchStatus' | 'refetch'>
  rows?: number
}) {
  const { error, fetchStatus, refetch } = props.query
  if (error) return <Oops error={error} reset={() => void refetch()} />
  // Offline nothing is asked at all, so nothing fails either.
  if (fetchStatus === 'paused') return <Oops error={new TypeError('network')} reset={() => void refetch()} />
  return <Waiting rows={props.rows} />
}

/** Grey bars in the place of rows to come. */
function Waiting(props: { rows?: number }) {
  const styles = useStyles()
  const bars = Array.from({ length: props.rows ?? 3 }, (_, index) => `bar ${index}`)
  return (
    <Skeleton className={styles.late} aria-label="Loading">
      {bars.map((bar) => (
        <SkeletonItem key={bar} size={24} />
      ))}
    </Skeleton>
  )
}
