import { useEffect, useState } from 'react'
import { agoText, dateText, momentText } from '../time-text.ts'

/** How long ago or how soon, kept true while it is shown; the exact moment on hover and for readers. */
export function Ago(props: { at: string }) {
  const now = useNow()
  const exact = momentText(props.at)
  return (
    <time dateTime={props.at} title={exact}>
      {agoText(props.at, Math.max(now, Date.now()))}
    </time>
  )
}

/** A moment in the person's zone. */
export function Moment(props: { at: string }) {
  return <time dateTime={props.at}>{momentText(props.at)}</time>
}

/** A day in the person's zone. */
export function Day(props: { at: string }) {
  return (
    <time dateTime={props.at} title={momentText(props.at)}>
      {dateText(props.at)}
    </time>
  )
}

/** The time, kept true while it is shown. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
