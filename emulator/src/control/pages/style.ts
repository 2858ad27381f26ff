/** The style sheet of the other side page: light and dark, no images, no fonts to fetch. */
export const styleSheet = `
:root { color-scheme: light dark; --line: #c8c8c8; --soft: #f3f2f1; --link: #0b5a9e; --bad: #a4262c; --back: #fff; --text: #1b1a19 }
@media (prefers-color-scheme: dark) {
  :root { --line: #494745; --soft: #292827; --link: #7db8f0; --bad: #f1707b; --back: #1b1a19; --text: #f3f2f1 }
}
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.45 'Segoe UI', system-ui, sans-serif; background: var(--back); color: var(--text) }
header, main, iframe.mail { width: 100%; height: 22rem; border: 1px solid var(--line); border-radius: 4px; background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
footer { max-width: 64rem; margin: 0 auto; padding: .5rem 1rem }
nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none }
nav li + li::before { content: '›'; margin-right: 1rem }
a { color: var(--link) }
.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem }
h1 { font-size: 1.5rem; margin: .5rem 0 1rem }
h2 { font-size: 1.15rem; margin: 1.75rem 0 .5rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600; background: var(--soft) }
code, .value { font-family: ui-monospace, Consolas, monospace; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem }
dt { font-weight: 600 }
dd { margin: 0; overflow-wrap: anywhere }
form.inline { display: inline }
form.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem 1rem; align-items: end }
form.grid .full, fieldset { grid-column: 1 / -1 }
fieldset { border: 1px solid var(--line); display: grid; grid-template-columns: inherit; gap: .75rem 1rem; padding: .5rem 1rem 1rem }
fieldset { grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }
label { display: grid; gap: .15rem; align-content: start; font-size: .9rem }
label.check { grid-template-columns: auto 1fr; align-items: center }
input, select, textarea, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 4px; padding: .35rem .5rem; min-height: 2.2rem; max-width: 100% }
input[type=checkbox] { min-height: 0 }
textarea { min-height: 5rem }
button { background: var(--soft); cursor: pointer }
button.primary { background: var(--link); color: var(--back); border-color: var(--link) }
button.danger { color: var(--bad) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 1px }
.notice { border-inline-start: 4px solid var(--link); background: var(--soft); padding: .6rem .8rem }
.bad { color: var(--bad) }
footer { font-size: .85rem; margin-top: 2rem; border-top: 1px solid var(--line) }
`
