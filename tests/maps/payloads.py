"""Texts that have run as programs elsewhere, and the mark that each would leave.

In a browser a payload that runs sets ``window.ran``; on the server it would show 7 times 7 times 7
times 7 times 7 (16807), or raise.
"""

MARK = "window.ran=1"

PAYLOADS: tuple[str, ...] = (
    f"<img src=x onerror={MARK}>",
    f"<script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"<svg/onload={MARK}>",
    f"<a href='javascript:{MARK}'>x</a>",
    f'"><img src=x onerror="{MARK}">',
    f"'-({MARK})-'",
    f'"-({MARK})-"',
    "${" + MARK + "}",
    "`+(" + MARK + ")+`",
    "\\u003cimg src=x onerror=" + MARK + "\\u003e",
    "\\x3cscript\\x3e" + MARK,
    "<!--<script>" + MARK,
    "{{7*7*7*7*7}}",
    "{{this}}",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "{{this.save('/nonexistent/x')}}",
    "{% for x in (1,2) %}16807{% endfor %}",
    "{% set window = 1 %}{{cycler}}",
    "{{lipsum.__globals__.os.popen('true')}}",
    "{# gone #}{{1}}",
    "{% raw %}{{1}}{% endraw %}",
    "&lt;img src=x onerror=" + MARK + "&gt;",
    "a\\\nb\\' b\\\" c",
    "\u2028" + MARK + "\u2029",
    "%3Cimg%20src=x%20onerror=" + MARK + "%3E",
    'O\'Neil "the" `tick` $5 100% {brace}',
    "</style><img src=x onerror=" + MARK + ">",
    "</title><script>" + MARK + "</script>",
    "<iframe srcdoc='<script>parent." + MARK + "</script>'>",
)
