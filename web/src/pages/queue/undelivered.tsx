import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { Undelivered } from '../../shapes.ts'
import { undeliveredText } from './undelivered-words.ts'

/** Whom an answer did not reach, and why, beside the answer. */
export function UndeliveredBars({ undelivered }: { undelivered: Undelivered[] }) {
  return undelivered.map((one) => {
    const { title, text } = undeliveredText(one)
    return (
      <MessageBar
        key={`${one.reportId} ${one.address}`}
        intent={one.isFinal ? 'error' : 'warning'}
        layout="multiline"
      >
        <MessageBarBody>
          <MessageBarTitle>{title}</MessageBarTitle> {text}
          {one.reason !== '' && (
            <>
              {' '}
              The mail server’s words: “<bdi>{one.reason}</bdi>”.
            </>
          )}
        </MessageBarBody>
      </MessageBar>
    )
  })
}
