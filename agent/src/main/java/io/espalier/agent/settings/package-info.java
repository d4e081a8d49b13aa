/**
 * What the settings of all learners have in common. In: values. Out: nothing, or a refusal that names the rule and the value. It always holds
 * that nothing here knows a learner.
 */
@NullMarked
package io.espalier.agent.settings;

import org.jspecify.annotations.NullMarked;
