@NullMarked
package io.espalier.env;

import org.jspecify.annotations.NullMarked;
