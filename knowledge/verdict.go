package knowledge

// An Outcome is what the judge, or for a message that is no plan the desk, comes to.
type Outcome string

const (
	Fits       Outcome = "fits"
	NeedsFacts Outcome = "needs_facts"
	Barred     Outcome = "barred"
	Refer      Outcome = "refer"

	Answer  Outcome = "answer"
	Decline Outcome = "decline"
	Ask     Outcome = "ask"
	Fill    Outcome = "fill"
	Do      Outcome = "do"
)

// A Reason says which rule of judgement led to the outcome.
type Reason string

const (
	RedLine       Reason = "red_line"      // rule 1: an absolute red line holds
	Combination   Reason = "combination"   // rule 2: a line that counts only in combination holds
	Suspected     Reason = "suspected"     // rule 2: hinted, not settled
	Contradiction Reason = "contradiction" // rule 2: facts that contradict each other
	Conflict      Reason = "conflict"      // rule 2: layers disagree
	UnderInquiry  Reason = "inquiry"       // rule 2: somebody is already looking into it
	AlreadyDone   Reason = "done"          // rule 6: after the fact is another road
	NotPrior      Reason = "not_prior"     // rule 6: an item of the time after the fact
	AllMet        Reason = "all_met"       // rule 3
	Incomplete    Reason = "incomplete"    // rule 4: a fact is missing
	Declaration   Reason = "declaration"   // rule 4: only the declaration is missing
	Lacking       Reason = "lacking"       // all is asked; something required is not there
	Unclear       Reason = "unclear"       // all is asked; something required is not known
	Unlisted      Reason = "unlisted"      // rule 5: nothing on the list matches
	Unconfirmed   Reason = "unconfirmed"   // rule 8: listed elsewhere, not confirmed in this county
)

// State is how a need stands.
type State string

const (
	Met     State = "met"
	NotMet  State = "not_met"
	NotSaid State = "unknown"
	Clashes State = "clash" // said both ways
)

// A Step is one line of the trace: a need of the item, how it stands, and the fact that shows it.
type Step struct {
	Need  string `json:"need"`
	State State  `json:"state"`
	Fact  *Fact  `json:"fact,omitempty"` // nil when nothing was said
}

// A Hit is a red line that holds or is suspected.
type Hit struct {
	ID        string `json:"id"`
	Absolute  bool   `json:"absolute"`
	Quote     string `json:"quote"`
	Suspected bool   `json:"suspected,omitempty"`
}

// A Citation points to the entry of the lists that a verdict rests on.
type Citation struct {
	Item     string `json:"item"`
	Layer    string `json:"layer"`
	Document string `json:"document"`
	Clause   string `json:"clause"`
}

// DeclarationID stands in Verdict.Open and Verdict.Question for the declaration of remaining red lines.
const DeclarationID = "declaration"

// SuspicionID stands there for the question whether any of several suspected red lines is there: Verdict.Declare has them.
const SuspicionID = "q-suspect"

// StageID stands there for the question how far the matter has gone.
const StageID = "q-stage"

// MostQuestions is how many questions a matter may cost before a person is called, the declaration not counted.
const MostQuestions = 4

// A Matter is all that is known about one plan: the judge's whole input beside the lists.
type Matter struct {
	Stage Stage
	Items []Candidate
	Facts []Fact   // in the order said; of two about the same id the later corrects the earlier
	Asked []string // questions put so far, whatever the answer
	Vain  []string // questions answered 「不清楚」
}

// A Verdict is what the lists say about a matter, with the trace of how they come to it.
// It is a pure function of the matter and the lists: same in, same bytes out.
type Verdict struct {
	Outcome   Outcome
	Reason    Reason
	Stage     Stage
	Item      string // the positive item it rests on or is measured against; "" when none matches
	Also      []string
	Negative  []Hit
	Trace     []Step
	Open      []string // ids of what is still to settle: questions, then DeclarationID
	Question  string   // the one to ask next; "" when there is none
	Declare   []string // red lines that the declaration, or the question about suspicions, has to rule out
	Citations []Citation
}
