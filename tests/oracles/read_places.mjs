// Reads a calendar from standard input with the parser named in the first argument and prints, as JSON, every meeting that
// takes place as [uid, recurrence-id or null, start], times in UTC: what a person sees who looks at the whole calendar.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const FROM = new Date("2026-01-01"), UNTIL = new Date("2032-01-01");
const shown = (time) => new Date(time.toUnixTime() * 1000).toISOString();

function withIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const components = calendar.getAllSubcomponents("vevent");
  const isException = (each) => each.hasProperty("recurrence-id");
  const found = [];
  for (const component of components.filter((each) => !isException(each))) {
    const uid = component.getFirstPropertyValue("uid");
    const own = components.filter((each) => isException(each) && each.getFirstPropertyValue("uid") === uid);
    const event = new ICAL.Event(component, { exceptions: own });
    if (!event.isRecurring()) {
      if (component.getFirstPropertyValue("status") !== "CANCELLED") found.push([event.uid, null, shown(event.startDate)]);
      continue;
    }
    const iterator = event.iterator();
    for (let next = iterator.next(); next && found.length < 500; next = iterator.next()) {
      const { item, startDate } = event.getOccurrenceDetails(next);
      if (item.component.getFirstPropertyValue("status") === "CANCELLED") continue;
      found.push([event.uid, shown(next), shown(startDate)]);
    }
  }
  return found;
}

function withNodeIcal(text) {
  return Object.values(nodeIcal.sync.parseICS(text))
    .filter((each) => each.type === "VEVENT")
    .flatMap((event) => nodeIcal.expandRecurringEvent(event, { from: FROM, to: UNTIL }))
    .filter(({ event }) => event.status !== "CANCELLED")
    .map(({ event, start }) => [event.uid, event.recurrenceid?.toISOString() ?? null, start.toISOString()]);
}

const readers = { "ical.js": withIcalJs, "node-ical": withNodeIcal };
process.stdout.write(JSON.stringify(readers[process.argv[2]](readFileSync(0, "utf8"))));
