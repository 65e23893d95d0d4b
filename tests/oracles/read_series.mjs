// Reads a repeating entry from standard input with ical.js and prints, as JSON, the starts of its occurrences in UTC,
// exceptions in place of what they replace.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const components = calendar.getAllSubcomponents("vevent");
const master = new ICAL.Event(components.find((each) => each.hasProperty("rrule")));
for (const each of components) if (each.hasProperty("recurrence-id")) master.relateException(each);
const starts = [];
const iterator = master.iterator();
for (let next = iterator.next(); next && starts.length < 500; next = iterator.next()) {
  starts.push(new Date(master.getOccurrenceDetails(next).startDate.toUnixTime() * 1000).toISOString());
}
process.stdout.write(JSON.stringify(starts));
