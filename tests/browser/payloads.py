"""Texts that would run, load or mislead if any of them were taken for markup, script or a template."""

from __future__ import annotations

from itertools import product

__all__ = ["PAYLOADS"]

_RUN = "window.ran=1"
_ELEMENTS = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<svg onload={_RUN}></svg>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<a href='javascript:{_RUN}'>x</a>",
    f"<body onpageshow={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<input autofocus onfocus={_RUN}>",
    f"<math><mtext><img src=x onerror={_RUN}></mtext></math>",
    "<object data='data:text/html,x'></object>",
    "<embed src='https://example.org/x'>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href=https://example.org/>",
    f"<form action='javascript:{_RUN}'><button>x</button></form>",
    "<!-- <!--> --> <![CDATA[ ]]> <?xml ?>",
)
#: What could break out of where a text is put: elements, attributes, comments, scripts, templates.
_BREAKS = ("", '">', "'>", "</title></textarea></style></mark>", "-->")
_OTHERS = (
    f'";{_RUN};//',
    f"';{_RUN};//",
    f"`${{{_RUN}}}`",
    f"\\u003cscript\\u003e{_RUN}",
    f"\u2028{_RUN}\u2029",
    "{{ 7*7 }}{% raw %}{# x #}",
    "&lt;b&gt;&amp;&#60;script&#62;",
    "\u202eمقلوب\u202c\u2066x\u2069\u200f",
    f"javascript:{_RUN}",
    "\ufeff\u200b\u200d\ufe0f",
    f'" onmouseover="{_RUN}',
    f"' style='x:expression({_RUN})",
)
PAYLOADS = tuple(f"{start}{element}" for element, start in product(_ELEMENTS, _BREAKS)) + _OTHERS
