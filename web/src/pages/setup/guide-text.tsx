import { Link, makeStyles, tokens } from '@fluentui/react-components'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CopyValue } from '../../components/copy.tsx'
import type { Values } from '../../guide/fill-script.ts'

const useStyles = makeStyles({
  text: {
    '& > :first-child': { marginTop: '0' },
    '& > :last-child': { marginBottom: '0' },
    '& ol, & ul': { paddingInlineStart: '1.4em', margin: '0' },
    '& li': { marginBottom: tokens.spacingVerticalXS },
    '& p': { margin: '0' },
    '& code': {
      fontFamily: tokens.fontFamilyMonospace,
      overflowWrap: 'anywhere',
    },
    '& a': { textDecorationLine: 'underline' },
    lineHeight: tokens.lineHeightBase400,
  },
})

/** Text of the guide; no HTML of its own is ever shown. `` `{{name}}` `` is the customer's value with a copy button. */
export function GuideText(props: { text: string; values: Values }) {
  const styles = useStyles()
  const components: Components = {
    a: ({ href, children }) => (
      <Link href={href} target="_blank" rel="noreferrer">
        {children}
      </Link>
    ),
    code: ({ children }) => {
      const name = /^\{\{(\w+)\}\}$/.exec(String(children))?.[1]
      const value = name === undefined ? undefined : props.values[name]
      return typeof value === 'string' ? <CopyValue value={value} label={value} /> : <code>{children}</code>
    },
  }
  return (
    <div className={styles.text}>
      <Markdown remarkPlugins={[remarkGfm]} components={components} skipHtml>
        {props.text}
      </Markdown>
    </div>
  )
}
