"use strict";
// Draws the page of this cell with what the first map of the notebook has laid into the window around both.
(async () => {
  const packed = Uint8Array.from(atob(document.getElementById("page").textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const page = await new Response(stream).text();
  for (let tries = 0; tries < 120; tries += 1) {
    const shared = window.parent.geotagShared?.COMMON;
    if (shared) {
      const whole = page.replace(/<!--geotag:(\d+)-->/g, (_, number) => shared[number]);
      window.frameElement.srcdoc = whole;
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
})().catch(() => {}); // the cell stands in a window that shares nothing: its still map stays
