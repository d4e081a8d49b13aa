@NullMarked
package io.espalier.agent;

import org.jspecify.annotations.NullMarked;
