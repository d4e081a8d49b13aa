package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A device that only measures has neither ND4J nor DL4J: nothing that a target runs may need them, nor anything that it uses in turn. */
class SmallDistributionTest {

    private static final List<String> ON_THE_DEVICE = List.of(
            "io.espalier.env.target", "io.espalier.env.worker", "io.espalier.env.remote", "io.espalier.env.serve");

    private static final List<String> NOT_ON_THE_DEVICE =
            List.of("org.nd4j", "org.deeplearning4j", "org.bytedeco", "ai.onnx.proto");

    /** Loaded only where DL4J is asked for, in the process that measures. */
    private static final String LOADED_ONLY_WHEN_ASKED_FOR = "io.espalier.env.worker.Dl4jLoader";

    @Test
    void whatATargetRunsNeedsNeitherNd4jNorDl4j() {
        List<String> found = new ArrayList<>();
        Set<JavaClass> seen = new HashSet<>();
        Deque<JavaClass> next = new ArrayDeque<>(Production.CLASSES.stream()
                .filter(type -> ON_THE_DEVICE.contains(type.getPackageName()))
                .toList());
        assertThat(next).isNotEmpty();
        while (!next.isEmpty()) {
            JavaClass type = next.remove();
            if (!type.getName().startsWith(LOADED_ONLY_WHEN_ASKED_FOR) && seen.add(type)) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isAny(target, NOT_ON_THE_DEVICE)) {
                        found.add(dependency.getDescription());
                    } else if (target.getPackageName().startsWith("io.espalier")) {
                        next.add(target);
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theLoaderForDl4jIsTheOneThatNeedsIt() {
        assertThat(Production.CLASSES.get(LOADED_ONLY_WHEN_ASKED_FOR).getDirectDependenciesFromSelf())
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().equals("io.espalier.models.dl4j"));
    }

    private static boolean isAny(JavaClass type, List<String> packages) {
        return packages.stream().anyMatch(name -> type.getPackageName().startsWith(name));
    }
}
