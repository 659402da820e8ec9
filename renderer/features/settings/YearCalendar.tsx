/** 工作日历 of one year: twelve months with what is off and what is worked in exchange, the arrangement in words, and whether it is provisional. */
import { Segmented } from 'antd';
import { useState } from 'react';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import type { Calendar, CalendarYear } from '#shared/time/calendar.ts';
import { daysFrom, weekdayOf } from '#shared/time/china-day.ts';
import { Group, Line } from './Group.tsx';
import { monthGrid } from './month-grid.ts';

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
/** From Monday. */
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0] as const;

export function YearCalendar({ thisYear }: { readonly thisYear: number }) {
  const text = useText();
  const calendar = useCall('calendar.get', {}, ['calendar.changed']);
  const [wanted, setWanted] = useState(thisYear);
  if (calendar.value === null) return calendar.error === null ? <Skeleton /> : <Failure error={calendar.error} onRetry={calendar.reload} />;
  const { years } = calendar.value;
  const shown = years.find(({ year }) => year === wanted) ?? years.at(-1);
  if (shown === undefined) return null;
  const nameOf = ({ year, isProvisional }: CalendarYear): string =>
    `${text('time.calendar.yearName', { year })}${isProvisional ? ` · ${text('time.calendar.provisionalShort')}` : ''}`;
  return (
    <Group title={text('time.calendar.title')}>
      <Line label={text('time.calendar.year')} hint={text('time.calendar.source', { source: shown.source })}>
        <Segmented aria-label={text('time.calendar.year')} value={shown.year} onChange={setWanted} options={years.map((year) => ({ value: year.year, label: nameOf(year) }))} />
      </Line>
      <div className="year-calendar" data-testid="year-calendar">
        {shown.isProvisional && <div className="note warn" role="status"><Icon name="warn" /><span className="grow">{text('time.calendar.provisional', { year: shown.year })}</span></div>}
        <div className="legend">
          <span><b className="day-mark holiday">{text('time.calendar.holidayMark')}</b>{text('time.calendar.holiday')}</span>
          <span><b className="day-mark makeUp">{text('time.calendar.makeUpMark')}</b>{text('time.calendar.makeUp')}</span>
        </div>
        <div className="months">{MONTHS.map((month) => <Month key={month} calendar={calendar.value as Calendar} year={shown.year} month={month} />)}</div>
        <Arrangement year={shown} />
      </div>
    </Group>
  );
}

function Month({ calendar, year, month }: { readonly calendar: Calendar; readonly year: number; readonly month: (typeof MONTHS)[number] }) {
  const text = useText();
  return (
    <table>
      <caption>{text(`time.month.${month}`)}</caption>
      <thead><tr>{WEEKDAYS.map((weekday) => <th key={weekday} scope="col">{text(`time.weekdayShort.${weekday}`)}</th>)}</tr></thead>
      <tbody>
        {monthGrid(calendar, year, month).map((week) => (
          <tr key={week.find((cell) => cell !== null)?.day}>
            {week.map((cell, index) => (cell === null ? <td key={WEEKDAYS[index]} /> : (
              <td key={cell.day} className={cell.kind}>
                {cell.number}
                {cell.kind === 'holiday' && <b>{text('time.calendar.holidayMark')}</b>}
                {cell.kind === 'makeUp' && <b>{text('time.calendar.makeUpMark')}</b>}
              </td>
            )))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Arrangement({ year }: { readonly year: CalendarYear }) {
  const text = useText();
  return (
    <ul className="arrangement">
      {year.holidays.map(({ festivals, from, to }) => (
        <li key={from}>
          <span>{festivals.map((festival) => text(`time.festival.${festival}`)).join(text('time.calendar.and'))}</span>
          <span className="num">{from === to ? from : text('time.calendar.range', { from, to })}</span>
          <span className="num">{text('time.calendar.days', { count: daysFrom(from, to) + 1 })}</span>
        </li>
      ))}
      {year.makeUpDays.length > 0 && (
        <li>
          <span>{text('time.calendar.makeUp')}</span>
          <span className="num wide">{year.makeUpDays.map((day) => `${day} ${text(`time.weekday.${weekdayOf(day) as (typeof WEEKDAYS)[number]}`)}`).join(text('time.ring.comma'))}</span>
        </li>
      )}
    </ul>
  );
}
