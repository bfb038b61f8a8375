// The file of corrections: what of it is decided on the page, what is kept, and how it is written.
geotag.corrections = {
  // Western digits for Arabic and Persian ones, so that a number typed on any keyboard is one.
  number(text) {
    const western = text
      .trim()
      .replace(/[\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) - 0x660)
      .replace(/[\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) - 0x6f0)
      .replace("\u066b", ".")
      .replace(/[\u2212\u200e\u200f]/g, (sign) => (sign === "\u2212" ? "-" : ""));
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(western) ? Number(western) : NaN;
  },

  // A row by its columns, as the program reads it.
  row(values) {
    return geotag.data.columns.map((column) => values[column] ?? "");
  },

  decides(row) {
    const [place, lat, lon] = ["place", "lat", "lon"].map((column) => row[geotag.data.columns.indexOf(column)]);
    return `${place} ${lat} ${lon}`;
  },

  // Whether two decisions are about the same names in the same scope.
  meet(one, other) {
    const same = ["scope", "where"].every((column) => {
      const at = geotag.data.columns.indexOf(column);
      return one.row[at] === other.row[at];
    });
    return same && one.keys.some((key) => other.keys.includes(key));
  },

  // The first two of `picked` that contradict each other, or null.
  conflict(picked) {
    for (const [i, one] of picked.entries()) {
      const other = picked.slice(0, i).find((each) => this.meet(one, each) && this.decides(one.row) !== this.decides(each.row));
      if (other) return [other, one];
    }
    return null;
  },

  // The rows to save: what was kept and is not decided anew, then what was picked, each once.
  rows(picked) {
    const kept = geotag.data.kept.filter((old) => !picked.some((each) => this.meet(old, each)));
    const seen = new Set();
    return [...kept, ...picked].map(({ row }) => row).filter((row) => {
      const line = JSON.stringify(row);
      return !seen.has(line) && seen.add(line);
    });
  },

  // RFC 4180; spreadsheets take the file for UTF-8 by its byte order mark.
  csv(rows) {
    const field = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const lines = [geotag.data.columns, ...rows].map((row) => row.map((value) => field(String(value))).join(","));
    return `\ufeff${lines.join("\r\n")}\r\n`;
  },

  download(text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = geotag.element("a", { href: address, download: "corrections.csv" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  },
};
