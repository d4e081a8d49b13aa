@NullMarked
package io.espalier.tracking;

import org.jspecify.annotations.NullMarked;
