package io.espalier.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OneBlasThreadTest {

    private final int usual = blas_get_num_threads();

    @BeforeEach
    void several() {
        blas_set_num_threads(2);
    }

    @AfterEach
    void restore() {
        blas_set_num_threads(usual);
    }

    @Test
    void holdsWhileSomeoneComputes() {
        OneBlasThread.always(() -> {
            OneBlasThread.always(() -> assertThat(blas_get_num_threads()).isEqualTo(1));
            assertThat(blas_get_num_threads()).isEqualTo(1);
        });
        assertThat(blas_get_num_threads()).isEqualTo(2);
    }

    @Test
    void endsWhenTheWorkFails() {
        assertThatThrownBy(() -> OneBlasThread.always(() -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(blas_get_num_threads()).isEqualTo(2);
    }
}
