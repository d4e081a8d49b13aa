package io.espalier.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom, between modules and between the packages of the lowest one. */
class ModuleEdgesTest {

    private static final String MODELS = "io.espalier.models.";

    /** For each package of models the others that it may use. A new package needs a line here, which is where its place is thought about. */
    private static final Map<String, Set<String>> MODELS_EDGES = new TreeMap<>(Map.ofEntries(
            Map.entry("graph", Set.of()),
            Map.entry("random", Set.of()),
            Map.entry("cost", Set.of("graph", "coupling")),
            Map.entry("coupling", Set.of("graph")),
            Map.entry("zoo", Set.of("graph", "random")),
            Map.entry("archive", Set.of()),
            Map.entry("picture", Set.of()),
            Map.entry("data", Set.of("graph", "random")),
            Map.entry("dataset", Set.of("graph", "data", "archive", "picture")),
            Map.entry("onnx", Set.of("graph", "runtime")),
            Map.entry("dl4j", Set.of("graph", "data", "random", "profile")),
            Map.entry("keras", Set.of("graph")),
            Map.entry("importance", Set.of("graph", "coupling", "random", "cost", "profile", "reconstruction")),
            Map.entry("budget", Set.of("cost", "coupling", "importance")),
            Map.entry("runtime", Set.of("graph", "data", "random")),
            Map.entry("profile", Set.of("graph", "coupling", "reconstruction")),
            Map.entry("surgery", Set.of("graph", "coupling")),
            Map.entry("policy", Set.of("graph", "coupling", "importance", "onnx", "surgery")),
            Map.entry("action", Set.of("coupling", "cost")),
            Map.entry("walk", Set.of("action", "cost", "coupling")),
            Map.entry(
                    "actor",
                    Set.of(
                            "action",
                            "walk",
                            "graph",
                            "coupling",
                            "cost",
                            "importance",
                            "onnx",
                            "policy",
                            "runtime",
                            "surgery")),
            Map.entry("export", Set.of("graph", "coupling", "surgery")),
            Map.entry("reconstruction", Set.of("graph", "coupling", "surgery", "random", "onnx", "runtime"))));

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "models..      | models..",
                "tracking..    | tracking..",
                "env..         | env.. models..",
                "env.kernel..  | env.kernel.. models.graph..",
                "agent..       | agent.. env.contract.. env.kernel.. models.random..",
                "experiments.. | experiments.. agent.. env.. models.. tracking..",
            })
    void moduleUsesOnlyWhatItMay(String module, String used) {
        String[] allowed = Arrays.stream(used.trim().split(" "))
                .map(name -> "io.espalier." + name)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage("io.espalier." + module.trim())
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackage("io.espalier..")))
                .check(Production.CLASSES);
    }

    @Test
    void packagesOfModelsUseOnlyWhatTheyMay() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass type : Production.CLASSES) {
            if (type.getPackageName().startsWith(MODELS)) {
                Set<String> used = found.computeIfAbsent(packageInModels(type), name -> new TreeSet<>());
                type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(target -> target.getPackageName().startsWith(MODELS))
                        .map(ModuleEdgesTest::packageInModels)
                        .forEach(used::add);
            }
        }
        assertThat(MODELS_EDGES.keySet()).containsAll(found.keySet());
        found.forEach((name, used) -> {
            used.remove(name);
            assertThat(MODELS_EDGES.get(name)).as("used by " + MODELS + name).containsAll(used);
        });
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.espalier.(**)").should().beFreeOfCycles().check(Production.CLASSES);
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(Production.CLASSES.getDefaultPackage().getPackage("io.espalier").getSubpackages().stream()
                        .map(JavaPackage::getRelativeName))
                .containsExactlyInAnyOrder("models", "tracking", "env", "agent", "experiments");
    }

    private static String packageInModels(JavaClass type) {
        return type.getPackageName().substring(MODELS.length());
    }
}
