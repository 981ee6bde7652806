/* SPDX-License-Identifier: MIT */
#include "interview.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Symptoms to choose from, as numbers in the kb. */
struct choice {
	const char *heading;
	size_t *symptoms; /* room for all */
	size_t n;
};

static const char *id_of(const struct interview *interview, size_t symptom)
{
	return awry_kb_id(interview->inquiry->kb, AWRY_SYMPTOM, symptom);
}

static const char *title_of(const struct interview *interview, size_t symptom)
{
	return awry_kb_title(interview->inquiry->kb, AWRY_SYMPTOM, symptom);
}

/* ---- choosing a symptom ---- */

static enum step choose_symptom(struct interview *interview, size_t symptom)
{
	const char *id = id_of(interview, symptom);
	const char **symptoms = realloc(interview->symptoms, (interview->n_symptoms + 1) * sizeof(*symptoms));

	if (!symptoms)
		return interview_check(AWRY_E_NOMEM);
	interview->symptoms = symptoms;
	symptoms[interview->n_symptoms++] = id;
	prompt_remember(&interview->prompt, id);
	return interview_check(awry_session_tell_symptom(interview->inquiry->session, id));
}

/* The symptom that `word` names: its id, its slug, or an unambiguous beginning of its slug in the choice. */
static bool find_symptom(const struct interview *interview, const struct choice *choice, const char *word, size_t *out)
{
	size_t n = 0, len = strlen(word);

	for (size_t i = 0; i < awry_kb_count(interview->inquiry->kb, AWRY_SYMPTOM); i++) {
		if (same_word(id_of(interview, i), word)) {
			*out = i;
			return true;
		}
	}
	for (size_t i = 0; i < choice->n; i++) {
		const char *id = id_of(interview, choice->symptoms[i]);
		const char *slug = id + area_length(id) + (area_length(id) > 0);
		if (!begins_with(slug, word, len))
			continue;
		*out = choice->symptoms[i];
		if (slug[len] == '\0')
			return true;
		n++;
	}
	return n == 1;
}

static bool parse_number(const char *line, size_t max, size_t *out)
{
	char *end;
	unsigned long number = strtoul(line, &end, 10);

	*out = number;
	return isdigit((unsigned char)*line) && *end == '\0' && number >= 1 && number <= max;
}

/* ---- free words ---- */

enum { SUGGESTIONS = 6 };

/* Words too common to tell symptoms apart. */
static bool is_common(const char *word, size_t len)
{
	static const char *const words[] = {
		"the", "and", "not", "can", "cannot", "cant", "won", "don", "does", "doesn", "did", "with", "from", "for", "are", "was",
		"has", "have", "get", "but", "its", "instance", "instances", "aws", "ec2", "amazon", "when", "why", "what", "any",
	};

	for (size_t i = 0; i < N_ELEMENTS(words); i++)
		if (strlen(words[i]) == len && begins_with(word, words[i], len))
			return true;
	return len < 3;
}

/* True if a word of `text` begins like `word`: five letters stand for its stem. */
static bool mentions(const char *text, const char *word, size_t len)
{
	size_t stem = len < 5 ? len : 5;

	for (const char *p = text; *p; p++)
		if ((p == text || !isalnum((unsigned char)p[-1])) && begins_with(p, word, stem))
			return true;
	return false;
}

static size_t score_of(const struct interview *interview, size_t symptom, const char *line)
{
	size_t score = 0;

	for (size_t len; *line; line += len) {
		while (*line && !isalnum((unsigned char)*line))
			line++;
		for (len = 0; isalnum((unsigned char)line[len]);)
			len++;
		if (len > 0 && !is_common(line, len) &&
			(mentions(title_of(interview, symptom), line, len) || mentions(id_of(interview, symptom), line, len)))
			score++;
	}
	return score;
}

/* Fills the choice with the symptoms that share most words with `line`, best first, in order of id among
 * equals.  False, and the choice as it was, if there are none. */
static bool suggest(const struct interview *interview, const char *line, struct choice *choice)
{
	size_t scores[SUGGESTIONS], symptoms[SUGGESTIONS], n = 0;

	for (size_t i = 0; i < awry_kb_count(interview->inquiry->kb, AWRY_SYMPTOM); i++) {
		size_t score = score_of(interview, i, line), at = n;
		while (at > 0 && scores[at - 1] < score)
			at--;
		if (score == 0 || at == SUGGESTIONS)
			continue;
		if (n < SUGGESTIONS)
			n++;
		for (size_t j = n - 1; j > at; j--) {
			scores[j] = scores[j - 1];
			symptoms[j] = symptoms[j - 1];
		}
		scores[at] = score;
		symptoms[at] = i;
	}
	if (n == 0)
		return false;
	memcpy(choice->symptoms, symptoms, n * sizeof(*symptoms));
	choice->n = n;
	choice->heading = "Is it one of these?";
	return true;
}

/* ---- asking for a symptom ---- */

static void show_choice(struct interview *interview, const struct choice *choice)
{
	struct out *out = interview->out;

	out_text(out, "\n");
	out_styled(out, STYLE_STRONG, choice->heading);
	out_text(out, "\n");
	for (size_t i = 0; i < choice->n; i++) {
		out_fmt(out, "%3zu  ", i + 1);
		out_wrapped(out, 5, 5, title_of(interview, choice->symptoms[i]));
		out_text(out, "\n");
	}
}

/* A line that is no number, id or command: a message, or the user's own words. */
static enum step take_words(struct interview *interview, struct choice *choice, const char *line)
{
	enum step step = looks_like_text(line) ? interview_tell_text(interview, line, strlen(line)) : STEP_SHOW;

	if (step != STEP_SHOW || suggest(interview, line, choice))
		return step;
	out_text(interview->out, "Type a number of the list, your own words, or help; or paste the whole message.\n");
	return STEP_ASK;
}

static enum step take_line(struct interview *interview, struct choice *choice, const char *line)
{
	size_t number, symptom;
	enum step step;

	if (!*line)
		return STEP_SHOW;
	if (parse_number(line, choice->n, &number))
		return choose_symptom(interview, choice->symptoms[number - 1]);
	if (command_run(interview, line, false, &step))
		return step;
	if (find_symptom(interview, choice, line, &symptom))
		return choose_symptom(interview, symptom);
	if (command_run(interview, line, true, &step))
		return step;
	return take_words(interview, choice, line);
}

/* Shows symptoms and reads until one is chosen, a text is recognised, or something else is decided. */
static enum step offer(struct interview *interview, struct choice *choice)
{
	enum step step = STEP_SHOW;
	char *line;

	while (step == STEP_SHOW || step == STEP_ASK) {
		if (step == STEP_SHOW)
			show_choice(interview, choice);
		step = interview_read(interview, &line);
		if (step == STEP_ASK)
			step = take_line(interview, choice, line);
	}
	return step;
}

static enum step offer_area(struct interview *interview, struct choice *choice, const char *area)
{
	enum step step = STEP_BACK;

	choice->heading = "What do you see? Paste the message, or choose.";
	choice->n = 0;
	for (size_t i = 0; i < awry_kb_count(interview->inquiry->kb, AWRY_SYMPTOM); i++)
		if (in_area(id_of(interview, i), area))
			choice->symptoms[choice->n++] = i;
	interview->choosing_in = area;
	if (choice->n > 0)
		step = offer(interview, choice);
	else
		out_text(interview->out, "There is no symptom in that area yet; paste the message.\n");
	interview->choosing_in = NULL;
	return step;
}

/* ---- asking for an area ---- */

/* What the areas of the shipped rules are about; an area without words shows its name alone. */
static const char *words_of(const char *area)
{
	static const struct { const char *name, *words; } table[] = {
		{"ami", "images: made, copied, shared, gone"},
		{"asg", "Auto Scaling groups: no launch, a loop, no scaling"},
		{"burst", "T instances: CPU credits, slow"},
		{"cloudwatch", "alarms and metrics"},
		{"eip", "Elastic IP addresses"},
		{"elb", "load balancers: 4xx, 5xx, unhealthy targets"},
		{"hibernate", "hibernation"},
		{"launch", "an instance does not launch, start or resize"},
		{"placement", "placement groups"},
		{"spot", "Spot requests and interruptions"},
		{"ssh", "no way in: SSH, Instance Connect"},
		{"ssm", "Systems Manager: Session Manager, Run Command"},
		{"status", "status checks fail, no boot"},
		{"termination", "an instance ended or does not end"},
	};

	for (size_t i = 0; i < N_ELEMENTS(table); i++)
		if (strcmp(table[i].name, area) == 0)
			return table[i].words;
	return "";
}

/* The index-th area that has symptoms, or NULL. */
static const struct area *area_at(const struct interview *interview, size_t index)
{
	for (size_t i = 0; i < interview->areas.n; i++)
		if (interview->areas.items[i].n_symptoms > 0 && index-- == 0)
			return &interview->areas.items[i];
	return NULL;
}

static void show_areas(struct interview *interview)
{
	struct out *out = interview->out;
	const struct area *area;

	out_text(out, "\n");
	out_styled(out, STYLE_STRONG, "What do you see? Paste the message, or choose an area.");
	out_text(out, "\n");
	for (size_t i = 0; (area = area_at(interview, i)) != NULL; i++) {
		size_t len = strlen(area->name);
		out_fmt(out, "%3zu  ", i + 1);
		out_clean(out, area->name);
		if (*words_of(area->name))
			out_spaces(out, len < 13 ? 13 - len : 1);
		out_text(out, words_of(area->name));
		out_text(out, "\n");
	}
}

/* The area that `line` names: its number, its name, or an unambiguous beginning. */
static const struct area *find_area(const struct interview *interview, const char *line)
{
	const struct area *area, *found = NULL;
	size_t n = 0, number;

	if (parse_number(line, interview->areas.n, &number))
		return area_at(interview, number - 1);
	for (size_t i = 0; (area = area_at(interview, i)) != NULL; i++) {
		if (same_word(area->name, line))
			return area;
		if (!begins_with(area->name, line, strlen(line)))
			continue;
		found = area;
		n++;
	}
	return n == 1 ? found : NULL;
}

static enum step take_area_line(struct interview *interview, struct choice *choice, const char *line)
{
	const struct area *area;
	enum step step;
	size_t symptom;

	if (!*line)
		return STEP_SHOW;
	if (command_run(interview, line, false, &step))
		return step == STEP_BACK ? STEP_SHOW : step;
	area = find_area(interview, line);
	choice->n = 0;
	if (area)
		step = offer_area(interview, choice, area->name);
	else if (find_symptom(interview, choice, line, &symptom))
		step = choose_symptom(interview, symptom);
	else if (!command_run(interview, line, true, &step))
		step = take_words(interview, choice, line);
	if (step == STEP_SHOW && choice->n > 0) /* suggestions for the user's words */
		step = offer(interview, choice);
	return step == STEP_BACK ? STEP_SHOW : step;
}

static enum step choose_area(struct interview *interview, struct choice *choice)
{
	enum step step = STEP_SHOW;
	char *line;

	while (step == STEP_SHOW || step == STEP_ASK) {
		if (step == STEP_SHOW)
			show_areas(interview);
		step = interview_read(interview, &line);
		if (step == STEP_ASK)
			step = take_area_line(interview, choice, line);
	}
	return step;
}

enum step start_run(struct interview *interview)
{
	size_t n = awry_kb_count(interview->inquiry->kb, AWRY_SYMPTOM);
	struct choice choice = {.symptoms = calloc(n + SUGGESTIONS, sizeof(*choice.symptoms))};
	enum step step = STEP_BACK;

	if (!choice.symptoms)
		return interview_check(AWRY_E_NOMEM);
	interview->is_choosing = true;
	if (interview->inquiry->options->area)
		step = offer_area(interview, &choice, interview->inquiry->options->area);
	if (step == STEP_BACK)
		step = choose_area(interview, &choice);
	interview->is_choosing = false;
	free(choice.symptoms);
	return step;
}
