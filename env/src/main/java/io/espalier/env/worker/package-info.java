/**
 * The process that measures and nothing else: small heap, one thread, held on its cores where the system allows. In: block requests on
 * standard input. Out: blocks on standard output. It always holds that what trains or searches runs in another process.
 */
@NullMarked
package io.espalier.env.worker;

import org.jspecify.annotations.NullMarked;
