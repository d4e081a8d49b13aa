package io.espalier.tests;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.security.SecureRandom;
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
        noClasses()
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
                .haveNameMatching("org\\.apache\\.commons\\.math3\\.random\\.(Well.*|MersenneTwister|JDKRandomGenerator)")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.Collections.class, "shuffle", List.class)
                .orShould()
                .callMethodWhere(target(nameMatching("rand|randn|shuffle"))
                        .and(target(owner(nameMatching("org\\.nd4j\\.linalg\\.factory\\.Nd4j")))))
                .check(Production.CLASSES);
    }

    @Test
    void onlyTheCommandLineTouchesTheStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.espalier.experiments.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(Production.CLASSES);
    }

    @Test
    void nothingEndsTheProcessButTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.espalier.experiments.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(Production.CLASSES);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().should().beFinal().check(Production.CLASSES);
    }

    private static boolean isPackageInfo(JavaClass type) {
        return type.getSimpleName().equals("package-info");
    }
}
