package discordtest

import "fmt"

func windowRules(o object) string {
	parts := list(o, "components")
	switch {
	case size(text(o, "title")) == 0 || size(text(o, "title")) > 45:
		return "a window's title of " + fmt.Sprint(size(text(o, "title"))) + " characters"
	case len(parts) == 0 || len(parts) > 5:
		return fmt.Sprintf("a window with %d parts, 1 to 5", len(parts))
	}
	if fault := strange(o, inWindow); fault != "" {
		return fault
	}
	return partRules(parts, false, true)
}

// partRules look at components: rows of buttons, a select, places to write in.
func partRules(top []object, layout, window bool) string {
	if len(top) > 5 && !layout {
		return fmt.Sprintf("%d rows, most 5", len(top))
	}
	ids := map[string]bool{}
	for _, row := range top {
		kind := number(row, "type")
		switch {
		case kind == 1, window && kind == 18:
		case layout:
			continue
		default:
			return fmt.Sprintf("a component of type %d at the top", kind)
		}
		inside := list(row, "components")
		if c, ok := row["component"].(object); ok {
			inside = append(inside, c)
		}
		if fault := rowRules(inside); fault != "" {
			return fault
		}
		for _, c := range inside {
			if fault := componentRules(c); fault != "" {
				return fault
			}
			if id := text(c, "custom_id"); id != "" && ids[id] {
				return "the same custom_id twice: " + id
			}
			ids[text(c, "custom_id")] = true
		}
	}
	return ""
}

func rowRules(inside []object) string {
	buttons := 0
	for _, c := range inside {
		if number(c, "type") == 2 {
			buttons++
		}
	}
	switch {
	case len(inside) == 0:
		return "an empty row"
	case buttons > 5, buttons > 0 && buttons < len(inside), buttons == 0 && len(inside) > 1:
		return "a row holds up to five buttons, or one other component"
	}
	return ""
}

const linkButton, skuButton = 5, 6

func componentRules(c object) string {
	if fault := strange(c, inPart); fault != "" {
		return fault
	}
	id, style := text(c, "custom_id"), number(c, "style")
	switch number(c, "type") {
	case 2:
		switch {
		case style == linkButton || style == skuButton:
			if id != "" {
				return "a link with a custom_id"
			}
			return ""
		case text(c, "label") == "" && c["emoji"] == nil:
			return "a button without a label"
		}
	case 3:
		if fault := optionRules(list(c, "options")); fault != "" {
			return fault
		}
	}
	if id == "" || size(id) > 100 {
		return fmt.Sprintf("a custom_id of %d characters, 1 to 100", size(id))
	}
	return ""
}

func optionRules(all []object) string {
	seen := map[string]bool{}
	for _, o := range all {
		if fault := strange(o, inOption); fault != "" {
			return fault
		}
		if seen[text(o, "value")] {
			return "a choice twice: " + text(o, "value")
		}
		seen[text(o, "value")] = true
	}
	return ""
}
