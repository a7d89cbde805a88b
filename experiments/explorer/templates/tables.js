// The table behind each chart, and the words in which it judges.
function tableOf(columns, rows, caption) {
  const table = document.createElement("table"),
    head = table.createTHead().insertRow(),
    body = table.createTBody();
  const said = document.createElement("caption");
  said.textContent = caption;
  table.prepend(said);
  for (const column of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = column;
    head.append(cell);
  }
  for (const row_ of rows) {
    const line = body.insertRow();
    row_.forEach((text, i) => {
      const cell = i ? line.insertCell() : document.createElement("th");
      if (!i) {
        cell.scope = "row";
        line.append(cell);
      }
      cell.textContent = text;
      if (i && /^[\u2212+]?[\d.]+( %| to .*)?$/.test(text)) cell.className = "number";
      else if (text.length < 24) cell.className = "short";
    });
  }
  return table;
}

// A table is made when it is open, and again whenever it is open and something moves.
const tables = [];
function tableBehind(id, caption, columns, rows) {
  const details = byId(id).querySelector("details"),
    holder = details.querySelector(".table");
  holder.className = "table scroll";
  holder.tabIndex = 0;
  holder.setAttribute("role", "region");
  const fill = () => {
    const said = caption();
    holder.setAttribute("aria-label", said);
    holder.replaceChildren(tableOf(columns(), rows(), said));
  };
  details.addEventListener("toggle", () => {
    if (details.open) fill();
  });
  tables.push(() => {
    if (details.open) fill();
  });
}

// A level without its unit, which the caption has.
function bare(number, of) {
  return of.percent || !finite(number) ? plain(100 * number, 1) : levelOf(number, of).split(" ")[0];
}

function makeTables() {
  const of = () => outcome(),
    partNames = () =>
      isSplit()
        ? [
            ["", "luck and inputs"],
            ["luck", "luck alone"],
            ["inputs", "inputs alone"],
          ]
        : [["", intervalName()]];
  const bandNames = () => partNames().map(([, word]) => (isSplit() ? `80 %, ${word}` : "80 % of runs"));
  const tilde = () => (isBetween() ? " (interpolated)" : "");
  tableBehind(
    "more",
    () => `${of().label}: difference, ${of().difference_unit}${tilde()}`,
    () => ["year", "difference", ...partNames().map(([, word]) => word), "verdict"],
    () =>
      about.years.map((year, i) => {
        const found = effect(i),
          scale = of().scale,
          half = ((found.high - found.low) / 2) * scale;
        return [
          String(year),
          signed(found.mean * scale, Math.max(1, decimals(half))),
          ...partNames().map(([key]) => ends(found, key, scale)),
          verdictWord(found.verdict),
        ];
      }),
  );
  tableBehind(
    "level",
    () =>
      `${of().label}, ${of().percent ? "per cent" : of().unit}: with and without the package, mean and 80 % of runs${tilde()}`,
    () => ["year", "with", ...bandNames(), "without", ...bandNames()],
    () =>
      about.years.map((year, i) => {
        const cells = [corners(), idle()].flatMap((where) => {
          const one = level(i, where);
          const end = (key, side) => bare(one[key ? `${key}_${side}` : side], of());
          return [
            bare(one.mean, of()),
            ...partNames().map(([key]) => `${end(key, "low")} to ${end(key, "high")}`),
          ];
        });
        return [String(year), ...cells];
      }),
  );
  tableBehind(
    "map",
    () => `Share of runs in which a state is in the union${tilde()}`,
    () => ["state", ...about.years.map(String)],
    () =>
      about.states.map((one, place_) => [
        one.name,
        ...about.years.map((_, year) => percent(inUnion(place_, year, corners()))),
      ]),
  );
  tableBehind(
    "milestones",
    () => `Milestones and money of a run, mean${tilde()}`,
    () => [
      "year",
      ...Object.values(about.events.milestones),
      ...Object.values(about.events.money).map((word) => `${word}, bn EUR`),
    ],
    () =>
      about.years.map((year, i) => [
        String(year),
        ...Object.keys(about.events.milestones).map((key) => plain(events("count", key, i, corners()), 1)),
        ...Object.keys(about.events.money).map((key) => plain(events("money", key, i, corners()), 2)),
      ]),
  );
  tableBehind(
    "cost",
    () => `Money over all years, bn EUR${tilde()}`,
    () => ["money", "without", "with", "difference", ...partNames().map(([, word]) => word)],
    () =>
      about.totals.map((one) => {
        const found = total(one.key, corners());
        return [
          one.label,
          money(total(one.key, idle()).level),
          money(found.level),
          signed(found.mean, 1),
          ...partNames().map(([key]) => ends(found, key, 1)),
        ];
      }),
  );
  tableBehind(
    "assumptions",
    () => "Parameters, those that decide an effect first, then the assumed ones",
    () => about.assumptions.columns,
    () => about.assumptions.rows,
  );
}

function verdictWord(kind) {
  if (kind.same) return "the same in every run";
  if (kind.cannotSay) return about.words.cannot_say;
  return kind.clear ? "clear of zero" : "not distinguishable";
}
