import { Button, Link } from '@fluentui/react-components'
import { createLink } from '@tanstack/react-router'

/** Fluent's link, leading to a page of ours. */
export const PageLink = createLink(Link)

/** A link that looks like a button. */
export const PageButton = createLink(Button)
