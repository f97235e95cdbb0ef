package reader

import "dandang/knowledge"

// kind is what sort of message it is, and how sure that is.
func (w *weights) kind(sc *scratch) (knowledge.Kind, float64) {
	s := w.labels
	best := 0
	for k := range s.kinds {
		if sc.kinds[k] > sc.kinds[best] {
			best = k
		}
	}
	return knowledge.Kind(s.kinds[best]), float64(chance(sc.kinds[best]))
}

// stage is how far the matter has gone, StageUnknown when the words do not tell.
func (w *weights) stage(sc *scratch) knowledge.Stage {
	s := w.labels
	best := 0
	for i := range s.stages {
		if sc.message[s.stage(i)] > sc.message[s.stage(best)] {
			best = i
		}
	}
	if chance(sc.message[s.stage(best)]) < .5 {
		return knowledge.StageUnknown
	}
	return knowledge.Stage(s.stages[best])
}
