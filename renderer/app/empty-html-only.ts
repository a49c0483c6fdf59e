// React Aria empties its live regions with `innerHTML = ""`, which the content security policy
// (`require-trusted-types-for 'script'`) refuses without a default policy. This one lets the empty
// text pass and nothing else.
window.trustedTypes?.createPolicy("default", {
  createHTML(html) {
    if (html !== "") throw new TypeError("The page makes no HTML from text.");
    return html;
  },
});
