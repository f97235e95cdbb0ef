package store

import "strings"

// known lists the ids that a conversation writes as one number instead of spelling them. An id that is not here is
// spelled once a conversation, so nothing breaks when the lists grow. The numbers are on disk: words are only ever
// added, at the end.
const known = `
plan procedure offtopic adversarial vague reply command fits needs_facts barred refer answer decline ask fill
do planned ongoing done inquiry asking handed declaration
q-stage q-which q-decided q-gain q-key q-ban q-basis q-assessed q-authority q-main-docs q-obstacle q-permits
q-precedent q-public q-record q-remedy q-urgent q-neg-bid-rigging q-neg-crime q-neg-deviation q-neg-ecology
q-neg-forbidden q-neg-formalism q-neg-fraud q-neg-funds q-neg-heavy-loss q-neg-integrity q-neg-knowing
q-neg-mass-incident q-neg-no-collective q-neg-no-correction q-neg-nonfeasance q-neg-obstruct
q-neg-out-of-scope q-neg-personnel q-neg-politics q-neg-private-gain q-neg-public-interest q-neg-repeat
q-neg-rude q-neg-safety q-neg-secrecy q-neg-shield q-neg-substitute-permit q-neg-waste
neg-bid-rigging neg-crime neg-deviation neg-ecology neg-forbidden neg-formalism neg-fraud neg-funds
neg-heavy-loss neg-integrity neg-knowing neg-mass-incident neg-no-collective neg-no-correction neg-nonfeasance
neg-obstruct neg-out-of-scope neg-personnel neg-politics neg-private-gain neg-public-interest neg-repeat
neg-rude neg-safety neg-secrecy neg-shield neg-substitute-permit neg-waste
c-asked c-assessed c-basis c-collective c-corrected c-fair-contractor c-first-time c-in-authority
c-key-project c-main-docs c-no-ban c-no-precedent c-obstacle c-on-record c-public c-purpose c-remedy-plan
c-reversible c-urgent
pos-business-env pos-ecology-work pos-emergency pos-first-trial pos-force-majeure pos-investment pos-land
pos-legacy pos-livelihood pos-major-project pos-no-limit pos-objection pos-reform-stability pos-rural
pos-science pos-soe pos-stability pos-superior pos-unintended pos-urgent-procurement
faq-01 faq-02 faq-03 faq-04 faq-05 faq-06 faq-07 faq-08 faq-09 faq-10 faq-11 faq-12 faq-13 faq-14 faq-15
faq-16 faq-17 faq-18 faq-19 faq-20 faq-21 faq-22 faq-23 faq-24 faq-25 seed_clarify seed_reminder seed_revisit
seed_rongque seed_tangping
`

// idsOfFormat1 is how many ids there were when the format began, the empty word included; what is added later goes behind.
const idsOfFormat1 = 166

// An idTable is known by number and by word; number 0 is the empty word.
type idTable struct {
	words []string
	of    map[string]int
}

var knownIDs = newIDTable()

func newIDTable() idTable {
	t := idTable{words: append([]string{""}, strings.Fields(known)...), of: map[string]int{}}
	for i, w := range t.words {
		t.of[w] = i
	}
	return t
}
