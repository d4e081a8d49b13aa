package io.espalier.env.serve;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last answers, up to so many characters in all, so that one that was lost on the way can be given again. Not thread-safe. */
final class AnswerMemory {

    private final long mostCharacters;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private long characters;

    AnswerMemory(long mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    /**
     * @param request as it was asked
     * @param text as it was answered
     */
    record Answer(String request, String text) {

        private long characters() {
            return (long) request.length() + text.length();
        }
    }

    Optional<Answer> get(String key) {
        return Optional.ofNullable(answers.get(key));
    }

    /** Takes an answer in; the oldest go, this one never. */
    void put(String key, Answer answer) {
        answers.put(key, answer);
        characters += answer.characters();
        Iterator<Answer> oldest = answers.values().iterator();
        while (characters > mostCharacters && answers.size() > 1) {
            characters -= oldest.next().characters();
            oldest.remove();
        }
    }
}
