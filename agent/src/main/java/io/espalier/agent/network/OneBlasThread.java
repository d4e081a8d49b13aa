package io.espalier.agent.network;

import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;

/**
 * The products of small networks are slower on several threads than on one, and their bits depend on how many there are. The number is one
 * for the whole process, so it is changed for as long as someone computes here and is then what it was.
 */
public final class OneBlasThread {

    /** Static as what it guards. */
    private static final Object LOCK = new Object();

    private static int computing;
    private static int before;

    private OneBlasThread() {}

    /** Does some work while BLAS has one thread. */
    public static void during(Runnable work) {
        synchronized (LOCK) {
            if (computing == 0) {
                before = blas_get_num_threads();
                blas_set_num_threads(1);
            }
            computing++;
        }
        try {
            work.run();
        } finally {
            synchronized (LOCK) {
                computing--;
                if (computing == 0) {
                    blas_set_num_threads(before);
                }
            }
        }
    }
}
