// The dates: how many articles each step of time has, two sliders, and a window that moves along when played.
geotag.startTime = (change) => {
  const { bins } = geotag.time;
  const [from, to] = [document.getElementById("from"), document.getElementById("to")];
  const play = document.getElementById("play");
  const bars = document.getElementById("bars");
  if (bins < 2) {
    document.querySelector(".time").hidden = true;
    return;
  }
  for (const slider of [from, to]) slider.max = bins - 1;
  [from.value, to.value] = [0, bins - 1];
  const perBin = new Uint32Array(bins);
  for (const bin of geotag.binOf) if (bin >= 0) perBin[bin] += 1;
  const most = Math.max(...perBin);
  bars.replaceChildren(
    ...[...perBin].map((count) => {
      const bar = document.createElement("i");
      bar.style.height = `${Math.max(count > 0 ? 6 : 0, (100 * count) / most)}%`;
      return bar;
    }),
  );

  const show = () => {
    [...bars.children].forEach((bar, i) => bar.classList.toggle("out", i < geotag.filter.from || i > geotag.filter.to));
    document.getElementById("dates").textContent = `${geotag.dayWords(geotag.filter.from)} – ${geotag.dayWords(geotag.filter.to, 1)}`;
  };
  const move = (start, end) => {
    Object.assign(geotag.filter, { from: start, to: end });
    [from.value, to.value] = [start, end];
    show();
    change();
  };
  from.addEventListener("input", () => move(Math.min(Number(from.value), geotag.filter.to), geotag.filter.to));
  to.addEventListener("input", () => move(geotag.filter.from, Math.max(Number(to.value), geotag.filter.from)));

  let timer = null;
  const label = () => (play.textContent = geotag.say(timer === null ? "play" : "pause"));
  const stop = () => {
    window.clearInterval(timer);
    timer = null;
    label();
  };
  play.addEventListener("click", () => {
    if (timer !== null) return stop();
    const whole = geotag.filter.to - geotag.filter.from + 1 === bins;
    const width = whole ? Math.max(1, Math.round(bins / 10)) : geotag.filter.to - geotag.filter.from + 1;
    const start = whole || geotag.filter.to === bins - 1 ? 0 : geotag.filter.from;
    move(start, start + width - 1);
    timer = window.setInterval(() => {
      if (geotag.filter.to >= bins - 1) return stop();
      move(geotag.filter.from + 1, geotag.filter.to + 1);
    }, 400);
    label();
  });
  geotag.whenSpoken.push(label, show);
};

// The first day of a step of time, or with `after` its last.
geotag.dayWords = (bin, after = 0) => {
  const { first, last, step } = geotag.time;
  const day = new Date(Math.min(last, first + (bin + after) * step - after) * 86400000);
  const locale = ["ar-u-nu-latn", "en-GB"][geotag.language];
  return day.toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
};
