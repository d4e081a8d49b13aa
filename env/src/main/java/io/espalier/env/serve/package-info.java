/**
 * This machine as a target for others. In: HTTP requests with a token. Out: raw blocks. It always holds that one measurement runs at a time,
 * that everything a client can make grow has a bound, that an uploaded model is loaded only in processes that may die of it, and that nothing
 * here needs ND4J or DL4J, so that a device serves from a small distribution.
 */
@NullMarked
package io.espalier.env.serve;

import org.jspecify.annotations.NullMarked;
