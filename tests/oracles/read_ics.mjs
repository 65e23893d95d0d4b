// Reads a calendar from standard input with the parser named in the first argument and prints, as JSON,
// {uid: [start, end]}: UTC instants ("2026-10-25T14:00:00.000Z") or bare days ("2026-10-25"); the end is exclusive.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const pad = (number) => String(number).padStart(2, "0");

function withIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const shown = (time) => (time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString());
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    for (const time of [event.startDate, event.endDate]) {
      if (!time.isDate && time.zone === ICAL.Timezone.localTimezone) throw new Error(`floating time in ${event.uid}`);
    }
    return [event.uid, [shown(event.startDate), shown(event.endDate)]];
  });
}

function withNodeIcal(text) {
  const day = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const shown = (date) => (date.dateOnly ? day(date) : date.toISOString());
  return Object.values(nodeIcal.sync.parseICS(text))
    .filter((component) => component.type === "VEVENT")
    .map((event) => [event.uid, [shown(event.start), shown(event.end)]]);
}

const readers = { "ical.js": withIcalJs, "node-ical": withNodeIcal };
process.stdout.write(JSON.stringify(Object.fromEntries(readers[process.argv[2]](readFileSync(0, "utf8")))));
