/** What libraries and pages say of all elements, with the selectors that they say it by. */
export const resets = {
  "a reset of borders and padding": "* { margin: 0; padding: 0; border: 0; outline: 0 }",
  "a reset of everything": "*, *::before, *::after { all: revert }",
  "everything unset": "*, *::before, *::after { all: unset }",
  "a reset by element names": `
    html body section, body div, body p, body form, body fieldset, body figure, body span { display: inline; padding: 9px; border: 3px dotted red; font-size: 30px }
    body main button, body main a, body main input, body main select { padding: 20px; background: red; color: blue; border-radius: 0; height: 70px }
    body main svg, body main iframe, body main pre, body main mark { border: 5px solid; vertical-align: top; max-width: 10px }`,
  // As Tailwind 3 did up to 3.3, with the weight of an attribute; what it does now is in libraries.ts.
  "a preflight by attributes": `
    *, ::before, ::after { box-sizing: border-box; border-width: 0; border-style: solid; border-color: #e5e7eb }
    button, [type="button"], [type="submit"] { -webkit-appearance: button; background-color: transparent; background-image: none }
    [type="search"] { -webkit-appearance: textfield; outline-offset: -2px }
    :disabled { cursor: default }`,
  // As Bootstrap 5.
  reboot: `
    *, *::before, *::after { box-sizing: border-box }
    body { margin: 0; font: 400 1rem/1.5 serif; color: #212529; -webkit-text-size-adjust: 100% }
    p, dl { margin-top: 0; margin-bottom: 1rem }
    dt { font-weight: 700 } dd { margin-left: 0; margin-bottom: .5rem }
    a { color: blue; text-decoration: underline } a:hover { color: navy }
    pre { display: block; margin-top: 0; margin-bottom: 1rem; overflow: auto; font-size: .875em }
    mark { padding: .1875em; color: black; background-color: #fff3cd }
    figure { margin: 0 0 1rem } img, svg { vertical-align: middle }
    button { border-radius: 0 } button:focus:not(:focus-visible) { outline: 0 }
    input, button, select { margin: 0; font-family: inherit; font-size: inherit; line-height: inherit }
    button, select { text-transform: none } select { word-wrap: normal }
    fieldset { min-width: 0; padding: 0; margin: 0; border: 0 }
    iframe { border: 0 } summary { display: list-item } output { display: inline-block }
    [type="search"] { -webkit-appearance: textfield; outline-offset: -2px }`,
  // As Pico 2, which styles whole elements and also chooses them by their attributes.
  "a library of element styles": `
    body { font: 100% / 1.5 serif; color: #373c44 }
    p, dl, figure, form, pre, section { margin-bottom: 1rem }
    section, article { padding-block: 0 }
    a { color: #0172ad; text-decoration: underline; outline: none }
    button, [type="button"], [type="submit"], [role="button"] { width: 100%; margin-bottom: 1rem; padding: .75rem 1rem; border: 1px solid #0172ad; border-radius: .25rem; background-color: #0172ad; color: white; line-height: 1.5; box-shadow: 0 0 9px red }
    button[type="submit"], [type="button"] { width: 100% }
    input:not([type="checkbox"], [type="radio"]), select, textarea { width: 100%; height: 4rem; margin-bottom: 1rem; padding: .75rem 1rem; box-shadow: 0 0 9px red }
    select:not([multiple], [size]) { padding-right: 3rem; background-image: linear-gradient(red, blue) }
    [type="search"] { padding-left: 3rem; border-radius: 5rem }
    svg:not([fill]) { fill: currentColor }
    [aria-busy="true"]:not(input, select, textarea, html, form) { white-space: nowrap }
    [aria-busy="true"]:not(input, select, textarea, html, form)::before { display: inline-block; width: 1em; height: 1em; content: "" }
    details { display: block; margin-bottom: 1rem } details summary { line-height: 1rem; list-style-type: none; color: red }
    details summary::after { display: block; width: 1rem; height: 1rem; float: right; content: "" }
    pre, code { border-radius: .25rem; background: #f3f5f7; color: #646b79; font-weight: bolder }
    mark { padding: .125rem .25rem; background-color: #fde7c0; color: #0f1114 }
    :where(dl) dd { margin-left: 1rem }`,
  // As Tailwind 4 with shadcn: in layers, of which the kit's has to stand above the lowest.
  "a preflight in a layer": `
    @layer theme, base, components, utilities;
    @layer base {
      *, ::after, ::before, ::file-selector-button { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid }
      * { border-color: #e5e5e5; outline-color: #a1a1a180 }
      a { color: inherit; text-decoration: inherit } pre { font-family: serif }
      button, input, select { font: inherit; color: inherit; background-color: transparent; border-radius: 0; opacity: 1; letter-spacing: inherit }
      svg, iframe { display: block; vertical-align: middle }
    }`,
} as const;
