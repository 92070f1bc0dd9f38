import "./figure-table.css";
import type { ComponentChildren } from "preact";

export type FigureRow = { key: string; head: ComponentChildren; cells: readonly ComponentChildren[] };

type Props = {
  label: string;
  /** The first column's title, then those of the cells. */
  titles: readonly [string, ...string[]];
  rows: readonly FigureRow[];
};

/** Figures by name; where there is no room for columns, each row is a card whose figures have their titles. */
export function FigureTable({ label, titles: [first, ...titles], rows }: Props) {
  return (
    <div class="figures">
      <table class="figure-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, head, cells }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {cells.map((cell, column) => (
                <td key={titles[column]} data-title={titles[column]} dir="auto">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
