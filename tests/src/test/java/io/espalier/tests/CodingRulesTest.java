package io.espalier.tests;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Habits of the code that a machine can watch. */
class CodingRulesTest {

    private static final Pattern EMPTY_WORD =
            Pattern.compile("(^|.*[a-z0-9])(Utils?|Helper|Manager|Impl|Base|Abstract)([A-Z].*|$)");

    @Test
    void namesSayWhatAThingIs() {
        assertThat(Production.CLASSES.stream().map(JavaClass::getSimpleName))
                .noneMatch(name -> EMPTY_WORD.matcher(name).matches());
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        List<String> unmarked = Production.CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(found -> found.getClasses().stream().anyMatch(type -> !isPackageInfo(type)))
                .filter(found -> found.tryGetPackageInfo().isEmpty() || !found.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void everyDrawComesFromARandomKey() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.espalier.models.random..")
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(Random.class, long.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ThreadLocalRandom.class, SplittableRandom.class, SecureRandom.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "org\\.apache\\.commons\\.math3\\.random\\.(Well.*|MersenneTwister|JDKRandomGenerator)")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(Collections.class, "shuffle", List.class)
                .orShould()
                .callMethodWhere(target(nameMatching("rand|randn|shuffle"))
                        .and(target(owner(nameMatching("org\\.nd4j\\.linalg\\.factory\\.Nd4j"))))));
    }

    @Test
    void onlyTheCommandLineAndBenchmarksTouchTheStandardStreams() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.espalier.experiments.cli..")
                .and()
                .haveSimpleNameNotEndingWith("Benchmark")
                .and()
                // Where a process of its own starts, its standard streams are how it is talked to.
                .haveSimpleNameNotEndingWith("Main")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    @Test
    void nothingEndsTheProcessButTheCommandLine() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.espalier.experiments.cli..")
                .and()
                .doNotHaveFullyQualifiedName("io.espalier.env.serve.TargetMain")
                .should()
                .callMethod(System.class, "exit", int.class));
    }

    /** Whoever writes events cannot wait for a server of which it knows nothing. */
    @Test
    void noSearchKnowsTheServerThatFollowsIt() {
        String server = "io.espalier.tracking.mlflow..";
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.espalier.tracking.journal..",
                        "io.espalier.tracking.run..",
                        "io.espalier.experiments.search..")
                .and()
                .doNotHaveFullyQualifiedName("io.espalier.experiments.search.SearchRun")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(server)
                .check(Production.CLASSES);
        assertThat(Production.CLASSES
                        .get("io.espalier.experiments.search.SearchRun")
                        .getDirectDependenciesFromSelf())
                .anyMatch(dependency ->
                        dependency.getTargetClass().getName().equals("io.espalier.tracking.mlflow.MlflowFollower"));
    }

    @Test
    void staticFieldsAreFinal() {
        // DL4J's native library is one for the whole process, and so is what became of switching its oneDNN on.
        holds(fields().that()
                .areStatic()
                .and()
                .areNotDeclaredIn("io.espalier.models.dl4j.OneDnnBridge$Found")
                .should()
                .beFinal());
    }

    /** The rule holds in the program, and is seen to fail on {@link Offender}. */
    private static void holds(ArchRule rule) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(Offender.class))
                        .hasViolation())
                .isTrue();
        rule.check(Production.CLASSES);
    }

    /** Breaks every rule that is checked by {@link #holds}. */
    @SuppressWarnings("all")
    static class Offender {

        static int count;

        static void offend() {
            count = new Random().nextInt();
            System.out.println(Math.random());
            System.exit(1);
        }
    }

    private static boolean isPackageInfo(JavaClass type) {
        return type.getSimpleName().equals("package-info");
    }
}
