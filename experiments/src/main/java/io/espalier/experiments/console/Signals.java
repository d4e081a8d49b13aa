package io.espalier.experiments.console;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;

/**
 * Signals of the operating system, heard before the virtual machine begins to end. By reflection, because the class behind it, which every
 * JDK has (module jdk.unsupported), cannot be named without a warning of the compiler.
 */
final class Signals {

    private Signals() {}

    /**
     * Calls the action at each of these signals instead of ending the virtual machine. One that the process was started to ignore stays
     * ignored; one that cannot be had is left as it is.
     *
     * @param names without SIG, for instance {@code INT}
     * @return the names of those that are heard
     */
    static List<String> hear(Runnable action, String... names) {
        return Stream.of(names).filter(name -> hear(action, name)).toList();
    }

    private static boolean hear(Runnable action, String name) {
        try {
            install(action, name);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Not on this platform, or kept by the virtual machine (-Xrs): its own end with its hooks remains.
            return false;
        }
    }

    private static void install(Runnable action, String name) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                action.run();
            }
            return null;
        };
        Object listener = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlers}, handler);
        Object signal = signals.getConstructor(String.class).newInstance(name);
        Method handle = signals.getMethod("handle", signals, handlers);
        Object before = handle.invoke(null, signal, listener);
        Object ignored = handlers.getField("SIG_IGN").get(null);
        if (before == ignored) {
            handle.invoke(null, signal, ignored);
        }
    }
}
