import { useEffect, useState } from 'react'
import { momentText } from '../../time-text.ts'
import { waitedText } from './figures.ts'

/** For how long somebody has waited, ticking. */
export function Waited({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={since} title={momentText(since)}>
      {waitedText(now - Date.parse(since))}
    </time>
  )
}
