// The state as a scenario file, and the command that makes the same numbers.
const FILE = "explored.toml";
const quoteToml = (text) => JSON.stringify(text);
const decimal = (number) => (Number.isInteger(number) ? number.toFixed(1) : String(number));

function toml(at = state) {
  const on = about.levers.map((lever, i) => [lever, at.strengths[i]]).filter(([, strength]) => strength > 0);
  const lines = [
    `title = ${quoteToml(`${about.package.title}, as explored`)}`,
    `description = ${quoteToml(
      `${ifWords(at)
        .replace(/^If /, "")
        .replace(/^./, (letter) => letter.toUpperCase())}.`,
    )}`,
    `extends = [${quoteToml(about.baseline.name)}]`,
  ];
  for (const [key, number] of Object.entries(about.horizon)) lines.push(`${key} = ${number}`);
  if (about.rule && on.length) lines.push(`rule = ${quoteToml(about.rule)}`);
  for (const [lever, strength] of on) {
    lines.push(
      "",
      `[levers.${lever.key}]`,
      `start = ${about.starts[at.start] + lever.after}`,
      `ramp = ${lever.ramp}`,
    );
    if (lever.end !== null) lines.push(`end = ${lever.end}`);
    lines.push(`strength = ${decimal(strength)}`);
  }
  if (cutoffYear(at) !== null) {
    lines.push(
      "",
      `[shocks.${about.shock.key}]`,
      `start = ${cutoffYear(at)}`,
      `years = ${about.shock.years}`,
      `severity = ${decimal(about.shock.severity)}`,
    );
  }
  if (on.length) {
    const own = Object.entries(about.parameters);
    for (const table of ["parameters", "tables"]) {
      const mine = own.filter(([key]) => key.startsWith("tables.") === (table === "tables"));
      if (mine.length)
        lines.push(
          "",
          `[${table}]`,
          ...mine.map(([key, number]) => `${key.replace(/^tables\./, "")} = ${number}`),
        );
    }
  }
  return `${lines.join("\n")}\n`;
}

function command(at = state) {
  const words_ = ["edtu compare", about.baseline.name, FILE, `--runs ${about.runs} --seed ${about.seed}`];
  if (about.inputs !== "set") words_.push(`--inputs ${about.inputs}`);
  for (const [key, number] of Object.entries(about.horizon)) words_.push(`--${key} ${number}`);
  if (cutoffYear(at) !== null) words_.push(`--shock ${about.shock.key}@${cutoffYear(at)}`);
  return words_.join(" ");
}

function drawFile(at = state) {
  byId("toml").textContent = toml(at);
  byId("run").textContent = command(at);
}

function status(text) {
  byId("status").textContent = text;
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([toml()], { type: "application/toml" }));
  link.download = FILE;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  byId("file").open = true;
  status(
    `Saved as ${FILE}. ${isBetween() ? "Run it for computed numbers in place of interpolated ones." : "Run it and the numbers on this page come out again."}`,
  );
}

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(window.location.href);
    status("Address copied; it opens this page as it stands, from the same place.");
  } catch {
    status(`The browser does not let the page copy; add this to its address: ${address()}`);
  }
}
