package io.espalier.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ZooNetworkTest {

    private static final TensorShape DIGIT = TensorShape.image(1, 28, 28);

    /**
     * Trained values (weights, biases, scales, shifts) and multiply-accumulates. Sources: He et al. 2016, table 6 (0.27 and 0.85 million
     * parameters for 20 and 56 layers); Lin et al. 2020, "HRank", table 2 (125.49 million MACs for ResNet-56); Li et al. 2017, table 1
     * (313 million for VGG-16); Banbury et al. 2021, "MLPerf Tiny" (78 thousand parameters and 12.5 million MACs for ResNet-8); Howard et
     * al. 2017, table 4 (4.2 and 569 million for MobileNet-224); Sandler et al. 2018, table 4 (3.4 and 300 million for MobileNetV2);
     * Huang et al. 2017, table 2 (1.0 million parameters for DenseNet-40); Tan and Le 2019, table 2 (5.3 and 390 million for
     * EfficientNet-B0, whose layers this network has). The exact figures of VGG-16, MobileNetV2 and EfficientNet-B0 are torchvision's and
     * those of the CIFAR networks what the papers' tables add up to.
     */
    @ParameterizedTest
    @CsvSource({
        "LENET5,                10,    61_706,     416_520",
        "VGG16,                 10, 14_724_042, 313_201_664",
        "PLAIN20,               10,   269_722,  40_551_040",
        "RESNET8,               10,    78_042,  12_501_632",
        "RESNET20,              10,   272_474,  40_813_184",
        "RESNET56,              10,   855_770, 125_747_840",
        "RESNET8A,              10,    75_290,  12_239_488",
        "RESNET20A,             10,   269_722,  40_551_040",
        "RESNET56A,             10,   853_018, 125_485_696",
        "MOBILENET_V1,        1000, 4_231_976, 568_740_352",
        "MOBILENET_V1_CIFAR,    10, 3_217_226,  46_354_432",
        "MOBILENET_V2,        1000, 3_504_872, 300_774_272",
        "MOBILENET_V2_CIFAR,    10, 2_236_682,  87_976_448",
        "DENSENET40,            10, 1_019_722, 264_812_928",
        "EFFICIENTNET_LITE,   1000, 5_288_548, 385_814_752",
    })
    void costIsThePapers(ZooNetwork network, int classes, String trained, String macs) {
        NetworkGraph graph = network.create(network.usualInput(), classes, Zeros.INITIALISER);
        Cost cost = CostModel.costOf(graph);
        assertThat(cost.parameters() - statistics(graph)).isEqualTo(Long.parseLong(trained.replace("_", "")));
        assertThat(cost.macs()).isEqualTo(Long.parseLong(macs.replace("_", "")));
    }

    /** Means and variances are no trained values. */
    private static long statistics(NetworkGraph graph) {
        return graph.nodes().stream()
                .map(Node::operator)
                .filter(Operator.BatchNorm.class::isInstance)
                .mapToLong(norm -> 2L * ((Operator.BatchNorm) norm).channels())
                .sum();
    }

    @Test
    void resnet8HasThreeStages() {
        NetworkGraph graph = ZooNetwork.RESNET8.create(TensorShape.image(3, 32, 32), 10, Zeros.INITIALISER);
        assertThat(graph.shape("stage1.block1.add")).isEqualTo(TensorShape.image(16, 32, 32));
        assertThat(graph.shape("stage2.block1.add")).isEqualTo(TensorShape.image(32, 16, 16));
        assertThat(graph.shape("stage3.block1.add")).isEqualTo(TensorShape.image(64, 8, 8));
    }

    @Test
    void mobileNetsEndWithSevenPixelsOrFour() {
        NetworkGraph photo = ZooNetwork.MOBILENET_V2.create(TensorShape.image(3, 224, 224), 10, Zeros.INITIALISER);
        assertThat(photo.shape("last")).isEqualTo(TensorShape.image(1280, 7, 7));
        NetworkGraph small = ZooNetwork.MOBILENET_V2_CIFAR.create(TensorShape.image(3, 32, 32), 10, Zeros.INITIALISER);
        assertThat(small.shape("last")).isEqualTo(TensorShape.image(1280, 4, 4));
    }

    /** Runs name their network and seed: the same name must mean the same bits in every version. */
    @ParameterizedTest
    @CsvSource({
        "LENET5,  68af6c1fddeea7cc85585a2da120653d74fbc6c587be92f349ddfd6ccd0f0225",
        "RESNET8, ad3be8d778200a4b7a7ea41ee475c3d8462b10b5bdc372191d39b6c9ee3244e6",
    })
    void weightsAreThoseOfTheFirstVersion(ZooNetwork network, String digest) {
        assertThat(GraphDigest.of(network.create(DIGIT, 10, 7))).isEqualTo(digest);
    }

    @Test
    void sameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        String first = GraphDigest.of(ZooNetwork.RESNET20A.create(DIGIT, 10, 7));
        assertThat(GraphDigest.of(ZooNetwork.RESNET20A.create(DIGIT, 10, 7))).isEqualTo(first);
        assertThat(GraphDigest.of(ZooNetwork.RESNET20A.create(DIGIT, 10, 8))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void everyNetworkIsFoundByItsName(ZooNetwork network) {
        assertThat(ZooNetwork.named(network.id())).isEqualTo(network);
    }

    @Test
    void unknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> ZooNetwork.named("resnet9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network must be one of " + ZooNetwork.ids() + ": 'resnet9'");
    }

    @Test
    void inputThatIsTooSmallIsRefusedNamingTheNode() {
        assertThatThrownBy(() -> ZooNetwork.VGG16.create(DIGIT, 10, Zeros.INITIALISER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node 'stage5.pool'");
    }
}
