import { makeStyles, tokens } from '@fluentui/react-components'
import { useCallback, useState } from 'react'
import { framedHtml } from '../framed-html.ts'

const useStyles = makeStyles({
  frame: {
    display: 'block',
    width: '100%',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: '#fff',
    colorScheme: 'light',
  },
})

/** Taller texts scroll within their frame. */
const tallest = 640

/**
 * HTML from outside (the server has sanitised it already), in a frame of its own: no scripts, nothing loaded from
 * anywhere. `allow-same-origin` lets us measure its height; without `allow-scripts` nothing in it can use that.
 */
export function SafeHtml(props: { html: string; title: string }) {
  const [height, setHeight] = useState(60)
  const measure = useCallback((frame: HTMLIFrameElement | null) => {
    if (!frame) return
    const look = () => setHeight(Math.min(tallest, frame.contentDocument?.documentElement.scrollHeight ?? 60))
    frame.addEventListener('load', look)
    return () => frame.removeEventListener('load', look)
  }, [])
  return (
    <iframe
      ref={measure}
      title={props.title}
      className={useStyles().frame}
      style={{ height }}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      srcDoc={framedHtml(props.html)}
    />
  )
}
