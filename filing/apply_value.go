package filing

import (
	"strings"
	"time"

	"dandang/knowledge"
)

// needTypes are the types that a need may have.
func needTypes() []Type {
	return []Type{TypeText, TypeDate, TypeDeadline, TypePeriod, TypeMoney, TypeNumber, TypePhone, TypeDuration, TypeChoice, TypeYesNo}
}

// Field is the need as a question of a form, so that it is put and read as those are.
func (n Need) Field() *Field {
	f := &Field{ID: n.ID, Label: n.Label, Type: n.Type, Required: !n.Optional, Ask: n.Ask, Example: n.Example, words: &Words{}}
	for _, c := range n.Choices {
		f.Choices = append(f.Choices, Choice{ID: c, Label: c})
	}
	return f
}

// readNeed reads what was said for a need; the error is a *Mistake.
func readNeed(n Need, said string, now time.Time) (Value, error) {
	return Read(n.Field(), said, now.In(beijing))
}

// CellMark stands between the cells of a row of a value.
const CellMark = "｜"

// cellMarks are what people put between cells.
const cellMarks = CellMark + "|\t"

// readLine reads one line of a list. Of type deadline the last cell is a day, which is put in formal words.
func readLine(n Need, line string, now time.Time) (string, error) {
	cells := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(cellMarks, r) })
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if n.Type != TypeDeadline {
		return strings.Join(cells, CellMark), nil
	}
	if len(cells) < 2 {
		cells = cutDay(line)
	}
	if len(cells) < 2 {
		return "", mistake(n.Example, sayRowDay, line)
	}
	last := len(cells) - 1
	s, err := ReadDeadline(cells[last], now.In(beijing), Future)
	if err != nil {
		return "", withExample(err, n.Example)
	}
	if s.To < dateOf(midnightOf(now)) {
		return "", mistake(n.Example, sayPastDay, FormalDate(s.To))
	}
	cells[last] = FormalDate(s.To)
	return strings.Join(cells, CellMark), nil
}

// cutDay parts a row written with commas alone before its last cell.
func cutDay(line string) []string {
	i := strings.LastIndexAny(line, "，,；;")
	if i < 0 {
		return nil
	}
	return []string{strings.TrimSpace(line[:i]), strings.TrimSpace(strings.TrimLeft(line[i:], "，,；;"))}
}

// Rows parts a value that is a list: a row a line, the cells of each.
func Rows(value string) [][]string {
	var rows [][]string
	for line := range strings.Lines(value) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), CellMark))
	}
	return rows
}

// dayIn is the day that a recorded value means, "" for none.
func dayIn(value string, now time.Time) knowledge.Date {
	s, err := ReadDeadline(value, now.In(beijing), Future)
	if err != nil {
		return ""
	}
	return s.To
}
