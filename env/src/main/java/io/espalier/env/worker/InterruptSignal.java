package io.espalier.env.worker;

import java.lang.reflect.Method;

/**
 * Ctrl-C reaches every process of the terminal's group; when this one is to end, its parent says. By reflection, because the class behind it,
 * which every JDK has (module jdk.unsupported), cannot be named without a warning of the compiler.
 */
final class InterruptSignal {

    private InterruptSignal() {}

    /** Ignores it from now on, where the virtual machine allows that. */
    static void ignore() {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object signal = signals.getConstructor(String.class).newInstance("INT");
            Method handle = signals.getMethod("handle", signals, handlers);
            handle.invoke(null, signal, handlers.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Then Ctrl-C ends this process as well as its parent.
            return;
        }
    }
}
