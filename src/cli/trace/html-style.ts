/**
 * The style of the HTML page. Every text has a contrast of at least 4.5:1 to what is behind it, and so has
 * every bar, in both colour schemes. Below 48rem, a step's bar has a line of its own.
 */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
  --page: light-dark(#ffffff, #16181d); --text: light-dark(#1b1f24, #e6e8eb); --quiet: light-dark(#57606a, #a9b1ba);
  --box: light-dark(#f3f4f6, #22262d); --bar: light-dark(#14708c, #4fb8d6); --failed: light-dark(#b3261e, #ff8f85);
  --warn: light-dark(#8a5300, #f0b35a); --link: light-dark(#0a58a8, #8ab8ff); }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; background: var(--page); color: var(--text); }
h1, h2, p, li, .line { overflow-wrap: anywhere; }
h1 { font: 600 1.1rem ui-monospace, monospace; }
h2 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
a { color: var(--link); }
summary { display: grid; grid-template-columns: minmax(12rem, 26rem) 7rem 1fr 6rem minmax(6rem, 12rem); gap: .75rem; overflow-wrap: anywhere; }
summary { cursor: pointer; }
summary:hover { background: var(--box); }
summary:focus-visible { outline: 2px solid var(--link); }
.layer, .line { color: var(--quiet); }
.warn { color: var(--warn); }
.bar { position: relative; min-height: 1.5rem; }
.bar i { position: absolute; inset: .4rem auto .4rem 0; min-width: 3px; border-radius: 2px; background: var(--bar); }
.open .bar i { background: repeating-linear-gradient(90deg, var(--failed) 0 6px, transparent 6px 10px); }
.failed .bar i { background: var(--failed); }
.failed .outcome, .open .outcome, .error { color: var(--failed); }
.here { outline: 2px solid var(--failed); }
.duration { text-align: right; font-variant-numeric: tabular-nums; }
pre { overflow-x: auto; padding: .75rem; background: var(--box); border-radius: 4px; }
@media (max-width: 48rem) {
  summary { grid-template-columns: 1fr auto; gap: 0 .75rem; padding-block: .25rem; }
  .bar { grid-column: 1 / -1; grid-row: 2; }
  .layer { grid-row: 3; }
  .outcome { grid-row: 3; text-align: right; }
}
`
