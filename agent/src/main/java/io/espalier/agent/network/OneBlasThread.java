package io.espalier.agent.network;

import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;

/**
 * The products of small networks are slower on several threads than on one, and their bits depend on how many there are. The number is one
 * for the whole process, so it is changed for as long as someone computes here and is then what it was.
 */
public final class OneBlasThread {

    /** One for the process, as what it guards. */
    private static final OneBlasThread PROCESS = new OneBlasThread();

    private int computing;
    private int before;

    private OneBlasThread() {}

    /** Does some work while BLAS has one thread, if products are computed by BLAS. */
    public static void during(Runnable work) {
        if (!Products.areOfBlas()) {
            work.run();
            return;
        }
        always(work);
    }

    /** Whatever products are computed by. */
    static void always(Runnable work) {
        PROCESS.begin();
        try {
            work.run();
        } finally {
            PROCESS.end();
        }
    }

    private synchronized void begin() {
        if (computing == 0) {
            before = blas_get_num_threads();
            blas_set_num_threads(1);
        }
        computing++;
    }

    private synchronized void end() {
        computing--;
        if (computing == 0) {
            blas_set_num_threads(before);
        }
    }
}
