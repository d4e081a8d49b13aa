/** What holds for the program as a whole: its architecture, its size, its launcher, its documents. */
@NullMarked
package io.espalier.tests;

import org.jspecify.annotations.NullMarked;
