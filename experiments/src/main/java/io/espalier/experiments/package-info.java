@NullMarked
package io.espalier.experiments;

import org.jspecify.annotations.NullMarked;
