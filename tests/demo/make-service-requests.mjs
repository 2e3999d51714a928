// Writes the demonstration city's one large table, which is too big to keep in git.
//
//   node tests/demo/make-service-requests.mjs OUT.csv [rows]
//
// The same number of rows gives the same bytes on every machine: the generator is seeded, reads no clock, locale or time
// zone, and does its arithmetic on integers or with exactly rounded operations.

import fs from "node:fs";
import path from "node:path";

const DEFAULT_ROWS = 200_000;
const SEED = 0x7073_1625;
const DAY = 86_400;

// The first day of requests, and the first day after the extract was taken: what is open then has no closing time.
const FIRST_DAY = dayNumber(2025, 1, 1);
const EXTRACT_DAY = dayNumber(2026, 11, 1);

const HEADER =
  "case_id,opened_at,closed_at,category,neighborhood,status,channel,latitude,longitude,zip,days_to_close,on_time";

// `season` weighs the months January to December; `usual` is how long a typical case takes and `target` the promise, in days.
const CATEGORIES = [
  { name: "Missed trash pickup", weight: 17, season: [9, 8, 9, 10, 11, 12, 13, 12, 11, 10, 10, 10], usual: 2, target: 2 },
  { name: "Parking complaint", weight: 15, season: [11, 11, 10, 10, 10, 11, 11, 11, 10, 10, 10, 10], usual: 1, target: 1 },
  { name: "Pothole", weight: 12, season: [12, 18, 24, 19, 12, 8, 6, 6, 6, 7, 8, 9], usual: 4, target: 3 },
  { name: "Street light out", weight: 9, season: [13, 12, 10, 9, 8, 7, 7, 8, 10, 12, 14, 14], usual: 7, target: 10 },
  { name: "Bulky item pickup", weight: 9, season: [6, 6, 9, 11, 13, 13, 12, 14, 16, 10, 8, 6], usual: 5, target: 7 },
  { name: "Snow or ice", weight: 9, season: [40, 44, 16, 1, 0, 0, 0, 0, 0, 0, 2, 22], usual: 1, target: 2 },
  { name: "Tree or limb", weight: 7, season: [6, 6, 8, 10, 12, 14, 15, 14, 12, 13, 9, 6], usual: 18, target: 30 },
  { name: "Graffiti", weight: 6, season: [6, 6, 9, 11, 13, 13, 13, 12, 11, 10, 8, 6], usual: 9, target: 7 },
  { name: "Rodents", weight: 6, season: [5, 5, 7, 9, 12, 14, 15, 15, 13, 11, 8, 6], usual: 6, target: 5 },
  { name: "Catch basin or flooding", weight: 4, season: [9, 10, 13, 13, 9, 8, 7, 9, 10, 13, 12, 10], usual: 6, target: 5 },
  { name: "Sidewalk repair", weight: 4, season: [5, 5, 9, 12, 13, 13, 12, 12, 11, 10, 8, 5], usual: 45, target: 60 },
  { name: "Abandoned vehicle", weight: 2, season: [9, 9, 10, 10, 10, 10, 10, 10, 10, 10, 9, 9], usual: 8, target: 10 },
];

// Centers and reach are in ten-thousandths of a degree, which is about a city block.
const NEIGHBORHOODS = [
  { name: "Old Port", weight: 20, zip: "02192", lat: 422690, lon: -710010, reach: 70 },
  { name: "Mill Falls", weight: 18, zip: "02194", lat: 422610, lon: -710330, reach: 95 },
  { name: "Pier District", weight: 15, zip: "02192", lat: 422755, lon: -709890, reach: 55 },
  { name: "Quarry Heights", weight: 13, zip: "02195", lat: 422420, lon: -710240, reach: 100 },
  { name: "Marsh End", weight: 12, zip: "02196", lat: 422870, lon: -710290, reach: 90 },
  { name: "Lighthouse Hill", weight: 9, zip: "02193", lat: 422900, lon: -709950, reach: 70 },
  { name: "Ferry Landing", weight: 8, zip: "02193", lat: 422990, lon: -710060, reach: 60 },
  { name: "Gull Point", weight: 5, zip: "02197", lat: 422540, lon: -709720, reach: 65 },
];

const CHANNELS = [
  { name: "app", weight: 44 },
  { name: "phone", weight: 31 },
  { name: "web", weight: 18 },
  { name: "staff", weight: 5 },
  { name: "counter", weight: 2 },
];

const WEEKDAYS = [6, 13, 12, 11, 11, 11, 7]; // from Sunday
const HOURS = [2, 1, 1, 1, 1, 3, 8, 16, 26, 30, 29, 27, 24, 23, 22, 21, 19, 17, 13, 10, 8, 6, 4, 3];

/** Days since 1970-01-01 of a date in the Gregorian calendar. */
function dayNumber(year, month, day) {
  return Math.floor(Date.UTC(year, month - 1, day) / (DAY * 1000));
}

function civil(dayCount) {
  const date = new Date(dayCount * DAY * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
}

/** The nth Sunday of a month, as a day number. */
function nthSunday(year, month, n) {
  const first = dayNumber(year, month, 1);
  return first + ((7 - civil(first).weekday) % 7) + (n - 1) * 7;
}

const summers = new Map();

/** Seconds to add to UTC for the clock on the wall in Massachusetts. */
function utcOffset(instant) {
  const { year } = civil(Math.floor(instant / DAY));
  let summer = summers.get(year);
  if (!summer) {
    summer = { from: nthSunday(year, 3, 2) * DAY + 7 * 3600, to: nthSunday(year, 11, 1) * DAY + 6 * 3600 };
    summers.set(year, summer);
  }
  return instant >= summer.from && instant < summer.to ? -4 * 3600 : -5 * 3600;
}

/** The instant at which a local calendar day begins; clocks never change at midnight here. */
function midnight(dayCount) {
  const guess = dayCount * DAY + 5 * 3600;
  return dayCount * DAY - utcOffset(guess);
}

function localDay(instant) {
  return Math.floor((instant + utcOffset(instant)) / DAY);
}

const two = (n) => (n < 10 ? `0${n}` : `${n}`);

function timestamp(instant) {
  const offset = utcOffset(instant);
  const local = instant + offset;
  const { year, month, day } = civil(Math.floor(local / DAY));
  const second = local % DAY;
  const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `${year}-${two(month)}-${two(day)}T${clock}-0${-offset / 3600}:00`;
}

/** Ten-thousandths of a degree as a plain decimal, without trailing zeros. */
function degrees(units) {
  const size = Math.abs(units);
  const fraction = String(size % 10_000).padStart(4, "0").replace(/0+$/, "");
  return `${units < 0 ? "-" : ""}${Math.floor(size / 10_000)}${fraction && `.${fraction}`}`;
}

/** A small seeded generator: a Weyl sequence through a 32-bit mixer. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

const next = generator(SEED);
const below = (n) => Math.floor((next() / 0x1_0000_0000) * n);
const chance = (percent) => below(100) < percent;

/** Draws an index with the given whole-number weights. */
function draw(weights) {
  let total = 0;
  for (const weight of weights) total += weight;
  let left = below(total);
  for (let index = 0; ; index += 1) {
    left -= weights[index];
    if (left < 0) return index;
  }
}

const categoryWeights = Array.from({ length: 12 }, (_, month) => CATEGORIES.map((c) => c.weight * c.season[month]));
const neighborhoodWeights = NEIGHBORHOODS.map((n) => n.weight);
const channelWeights = CHANNELS.map((c) => c.weight);

/** How busy each day is: the weekday, the season, and now and then a storm. */
function dayWeights() {
  const weights = [];
  for (let day = FIRST_DAY; day < EXTRACT_DAY; day += 1) {
    const { month, weekday } = civil(day);
    const season = categoryWeights[month - 1].reduce((sum, weight) => sum + weight, 0);
    const storm = chance(month <= 3 || month === 12 ? 7 : 2) ? 14 + below(12) : 9 + below(3);
    weights.push(WEEKDAYS[weekday] * season * storm);
  }
  return weights;
}

/** One case as a line of CSV. */
function request(number, opened) {
  const { year, month } = civil(localDay(opened));
  const category = CATEGORIES[draw(categoryWeights[month - 1])];
  const place = NEIGHBORHOODS[draw(neighborhoodWeights)];
  const channel = CHANNELS[draw(channelWeights)].name;

  // The product of two draws leans to the short side, with a long tail.
  const spread = category.usual * DAY * 4;
  let closed = opened + 900 + Math.floor((below(spread) / spread) * below(spread)) + below(6 * 3600);
  if (chance(3)) closed += (20 + below(200)) * DAY;
  const hour = Math.floor(((closed + utcOffset(closed)) % DAY) / 3600);
  if (hour < 7) closed += (7 - hour) * 3600 + below(3600);
  const end = midnight(EXTRACT_DAY);
  const isClosed = closed < end && !chance(1);

  const status = isClosed ? "Closed" : chance(35) ? "In progress" : "Open";
  const days = isClosed ? localDay(closed) - localDay(opened) : null;
  const onTime = days === null ? "" : String(days <= category.target);

  const located = !(channel === "phone" ? chance(6) : chance(1));
  const lat = place.lat + below(place.reach + 1) - below(place.reach + 1);
  const lon = place.lon + below(place.reach + 1) - below(place.reach + 1);

  return [
    `SR${String(year % 100)}-${String(number).padStart(6, "0")}`,
    timestamp(opened),
    isClosed ? timestamp(closed) : "",
    category.name,
    place.name,
    status,
    channel,
    located ? degrees(lat) : "",
    located ? degrees(lon) : "",
    place.zip,
    days ?? "",
    onTime,
  ].join(",");
}

function* lines(rows) {
  yield HEADER;
  const weights = dayWeights();
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let seen = 0;
  let made = 0;
  let number = 0;
  let year = 0;
  for (const [index, weight] of weights.entries()) {
    const day = FIRST_DAY + index;
    seen += weight;
    const count = Math.floor((rows * seen) / total) - made;
    made += count;
    if (civil(day).year !== year) {
      year = civil(day).year;
      number = 0;
    }

    const start = midnight(day);
    const length = midnight(day + 1) - start;
    const instants = Array.from({ length: count }, () => {
      const second = draw(HOURS) * 3600 + below(3600);
      return start + (second < length ? second : second - 3600);
    });
    instants.sort((a, b) => a - b);
    for (const instant of instants) {
      number += 1;
      yield request(number, instant);
    }
  }
}

function write(out, rows) {
  fs.mkdirSync(path.dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}.tmp`;
  const file = fs.openSync(temporary, "w");
  try {
    let block = [];
    for (const line of lines(rows)) {
      block.push(line);
      if (block.length === 10_000) {
        fs.writeFileSync(file, `${block.join("\n")}\n`);
        block = [];
      }
    }
    if (block.length > 0) fs.writeFileSync(file, `${block.join("\n")}\n`);
    fs.closeSync(file);
    fs.renameSync(temporary, out);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

const [out, wanted] = process.argv.slice(2);
const rows = wanted === undefined ? DEFAULT_ROWS : Number(wanted);
if (!out || !Number.isSafeInteger(rows) || rows < 0 || rows > 5_000_000) {
  console.error("usage: node tests/demo/make-service-requests.mjs OUT.csv [rows]");
  process.exit(2);
}
write(out, rows);
