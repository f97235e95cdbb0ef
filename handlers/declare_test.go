package handlers

import "testing"

func TestOnlyAPlainWordDeclares(t *testing.T) {
	for _, row := range []struct {
		said            string
		want, suspected int // as the answer to a declaration, and to a question about suspicions
	}{
		{"均不存在", declaresNone, declaresNone},
		{"都没有", declaresNone, declaresNone},
		{"以上都没有", declaresNone, declaresNone},
		{"以上情形均不存在。", declaresNone, declaresNone},
		{"没有，群众自己要的", declaresNone, declaresNone},
		{"没有以上情况", declaresNone, declaresNone},
		{"没有这些事", declaresNone, declaresNone},
		{"一条都没有啊", declaresNone, declaresNone},
		{"是没有", declaresNone, declaresNone},
		{"是，都没有", declaresNone, declaresNone},
		{"中，都没有", declaresNone, declaresNone},
		{"真没有", declaresNone, declaresNone},
		{"对", declaresNone, declaresSome},
		{"是的", declaresNone, declaresSome},
		{"确认，属实", declaresNone, declaresSome},
		{"是的，没有例外", declaresNone, declaresNone},
		{"有", declaresSome, declaresSome},
		{"有其中一项", declaresSome, declaresSome},
		{"有一条", declaresSome, declaresSome},
		{"不是，第一条有", declaresSome, declaresSome},
		{"不清楚", declaresUnsure, declaresUnsure},
		{"说不准，得问问会计", declaresUnsure, declaresUnsure},

		{"ok 可以提供", declaresNothing, declaresNothing},
		{"好的", declaresNothing, declaresNothing},
		{"是的，开过会了", declaresNothing, declaresSome},
		{"都没有，除了第三条", declaresNothing, declaresNothing},
		{"没有，只有第二条拿不准", declaresNothing, declaresNothing},
		{"这已经是第四年先租后签了，前三年审计没提，合同倒都有", declaresNothing, declaresNothing},
		{"没有偏差", declaresNothing, declaresNothing},
		{"没有开过会", declaresNothing, declaresNothing},
		{"没提", declaresNothing, declaresNothing},
		{"没人管", declaresNothing, declaresNothing},
		{"钱和人都没有", declaresNothing, declaresNothing},
		{"不是一个人定的", declaresNothing, declaresNothing},
		{"对方没意见", declaresNothing, declaresNothing},
		{"", declaresNothing, declaresNothing},
		{"2", declaresNothing, declaresNothing},
	} {
		if got := declares(row.said, false); got != row.want {
			t.Errorf("%q declares %d, want %d", row.said, got, row.want)
		}
		if got := declares(row.said, true); got != row.suspected {
			t.Errorf("%q answers suspicions with %d, want %d", row.said, got, row.suspected)
		}
	}
}
