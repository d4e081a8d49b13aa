package io.espalier.env.worker;

/** A loaded network that can be run again and again. */
interface TimedModel extends AutoCloseable {

    void run();

    @Override
    void close();
}
