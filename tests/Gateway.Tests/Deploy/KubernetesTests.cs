using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway.Tests.Deploy;

/// <summary>The Kustomize base is the set of <c>compose.yaml</c>: the same files, settings, ports and images.</summary>
public sealed class KubernetesTests
{
    private static readonly string[] Workloads = ["StatefulSet", "Deployment"];

    public static TheoryData<string, string> Parts => new()
    {
        { "StatefulSet", "gateway" },
        { "Deployment", "balancer" },
        { "Deployment", "sampler" },
        { "Deployment", "metrics" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_reads_the_file_that_the_Kustomization_makes_of_its_configuration(string kind, string part)
    {
        var volume = Assert.Single(PodOf(kind, part).Mappings("volumes"), one => Text(one, "name") == "config");
        var mount = Assert.Single(ContainerOf(kind, part).Mappings("volumeMounts"), one => Text(one, "name") == "config");
        var generated = Assert.Single(DeployedFile.Kustomization.Mappings("configMapGenerator"), one => Text(one, "name") == $"{part}-config");

        Assert.Equal($"{part}-config", Text((YamlMappingNode)volume["configMap"], "name"));
        Assert.Equal($"{part}.yaml", Assert.Single((YamlSequenceNode)generated["files"]).ToString());
        Assert.Equal(DeployedFile.Compose.Texts("services", part, "command"), ContainerOf(kind, part).Texts("args"));
        Assert.Equal(["--config", $"{Text(mount, "mountPath")}/{part}.yaml"], ContainerOf(kind, part).Texts("args"));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_has_the_number_of_compose_and_a_budget_for_disruptions(string kind, string part)
    {
        var workload = DeployedFile.KubernetesObject(kind, part);
        var number = DeployedFile.Compose.Scalar("services", part, "deploy", "replicas");

        Assert.Equal(number ?? "2", workload.Scalar("spec", "replicas"));
        Assert.Equal("1", DeployedFile.KubernetesObject("PodDisruptionBudget", part).Scalar("spec", "maxUnavailable"));
        string[][] selectors = [["spec", "selector", "matchLabels"], ["spec", "template", "metadata", "labels"]];
        Assert.All(selectors, path => Assert.Equal(part, Text(workload.Mapping(path), "app.kubernetes.io/name")));
        Assert.Equal(part, Text(DeployedFile.KubernetesObject("PodDisruptionBudget", part).Mapping("spec", "selector", "matchLabels"), "app.kubernetes.io/name"));
        Assert.Equal(part, Text(DeployedFile.KubernetesObject("Service", part).Mapping("spec", "selector"), "app.kubernetes.io/name"));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_is_not_root_and_cannot_become_it(string kind, string part)
    {
        var pod = PodOf(kind, part).Mapping("securityContext");
        var container = ContainerOf(kind, part).Mapping("securityContext");

        Assert.Equal("true", Text(pod, "runAsNonRoot"));
        Assert.NotEqual("0", Text(pod, "runAsUser"));
        Assert.Equal("RuntimeDefault", Text((YamlMappingNode)pod["seccompProfile"], "type"));
        Assert.Equal(("false", "true"), (Text(container, "allowPrivilegeEscalation"), Text(container, "readOnlyRootFilesystem")));
        Assert.Equal("ALL", Assert.Single((YamlSequenceNode)container["capabilities"]["drop"]).ToString());
    }

    [Fact]
    public void The_gateways_have_the_settings_of_compose()
    {
        var expected = DeployedFile.Compose.EnvironmentOf("gateway");
        var actual = ContainerOf("StatefulSet", "gateway").Mappings("env").ToDictionary(one => Text(one, "name")!, one => Text(one, "value"));

        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, value) in expected.Where(one => !one.Value.Contains("${", StringComparison.Ordinal)))
        {
            Assert.Equal(value, actual[name]);
        }
    }

    [Fact]
    public void The_spool_is_on_a_volume_of_its_own_that_the_gateway_may_write()
    {
        var gateway = ContainerOf("StatefulSet", "gateway");
        var spool = Assert.Single(gateway.Mappings("env"), one => Text(one, "name") == "TracedLlm__Spool");
        var claim = Assert.Single(DeployedFile.KubernetesObject("StatefulSet", "gateway").Mappings("spec", "volumeClaimTemplates"));
        var mount = Assert.Single(gateway.Mappings("volumeMounts"), one => Text(one, "name") == Text((YamlMappingNode)claim["metadata"], "name"));
        var owner = DeployedFile.Compose.Texts("services", "spool-owner", "entrypoint")[1].Split(':');

        Assert.Equal(Text(spool, "value"), Text(mount, "mountPath"));
        var security = PodOf("StatefulSet", "gateway").Mapping("securityContext");
        Assert.Equal((owner[0], owner[1]), (Text(security, "runAsUser"), Text(security, "fsGroup")));
    }

    [Fact]
    public void The_samplers_get_every_variable_from_the_settings_or_from_the_secret()
    {
        var sampler = ContainerOf("Deployment", "sampler");
        var settings = Assert.Single(DeployedFile.Kustomization.Mappings("configMapGenerator"), one => Text(one, "name") == "sampler-settings");
        var literals = ((YamlSequenceNode)settings["literals"]).Select(one => one.ToString().Split('=')[0]);
        string[] secrets = ["LANGFUSE_AUTH", "LANGSMITH_API_KEY", "OTLP_BACKEND_HEADERS", "PHOENIX_HEADERS"];

        Assert.Equal(["sampler-settings", "backend-keys"], sampler.Mappings("envFrom").Select(one => Text((YamlMappingNode)one.Children.Values.Single(), "name")!));
        Assert.Equal(DeployedFile.Sampler.Variables.Order(), literals.Concat(secrets).Order());
        Assert.All(secrets, secret => Assert.Contains(secret, DeployedFile.Documentation.Split("## Kubernetes")[1], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("balancer")]
    [InlineData("sampler")]
    [InlineData("metrics")]
    public void A_Service_has_every_port_of_its_Collector(string part)
    {
        var file = part switch { "balancer" => DeployedFile.Balancer, "sampler" => DeployedFile.Sampler, _ => DeployedFile.Metrics };
        var ports = from receiver in file.Mapping("receivers").Children.Keys
                    from protocol in file.Mapping("receivers", receiver.ToString(), "protocols").Children.Keys
                    select file.Port(receiver.ToString(), protocol.ToString());

        // The Collector of the metrics also listens for Prometheus.
        var metrics = file.Scalar("exporters", "prometheus", "endpoint")?.Split(':')[^1];
        Assert.Equal(part == "metrics", metrics is not null);
        Assert.Equal(ports.Select(port => $"{port}").Concat(metrics is null ? [] : [metrics]).Order(), DeployedFile.KubernetesObject("Service", part).Mappings("spec", "ports").Select(port => Text(port, "port")!).Order());
    }

    [Fact]
    public void The_name_of_the_samplers_has_all_their_addresses() =>
        Assert.Equal("None", DeployedFile.KubernetesObject("Service", "sampler").Scalar("spec", "clusterIP"));

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_probes_ask_what_answers_without_a_key(string kind, string part)
    {
        var container = ContainerOf(kind, part);
        var port = Assert.Single(container.Mappings("ports"));
        var (ready, alive, number) = part == "gateway" ? (HealthEndpoint.Readiness, HealthEndpoint.Liveness, "4000") : ("/", "/", DeployedFile.Balancer.Scalar("extensions", "health_check", "endpoint")!.Split(':')[1]);

        Assert.Equal(number, Text(port, "containerPort"));
        (string Probe, string Path)[] probes = [("readinessProbe", ready), ("livenessProbe", alive)];
        Assert.All(probes, probe => Assert.Equal((probe.Path, Text(port, "name")), (container.Scalar(probe.Probe, "httpGet", "path"), container.Scalar(probe.Probe, "httpGet", "port"))));
    }

    [Fact]
    public void The_images_are_those_of_compose_and_nothing_has_a_namespace()
    {
        var images = DeployedFile.Kustomization.Mappings("images").ToDictionary(one => Text(one, "name")!, one => Text(one, "newTag"));

        Assert.Equal(DeployedFile.Compose.Scalar("services", "balancer", "image"), $"otel/opentelemetry-collector-contrib:{images["otel/opentelemetry-collector-contrib"]}");
        Assert.Contains($"tracedllm-gateway:{images["tracedllm-gateway"]}", DeployedFile.Compose.Scalar("services", "gateway", "image"), StringComparison.Ordinal);
        Assert.Equal(images.Keys.Order(), DeployedFile.KubernetesObjects.Where(one => Workloads.Contains(one.Scalar("kind"))).Select(one => ContainerOf(one.Scalar("kind")!, one.Scalar("metadata", "name")!).Scalar("image")!).Distinct().Order());
        Assert.All(DeployedFile.KubernetesObjects, one => Assert.Null(one.Scalar("metadata", "namespace")));
    }

    private static DeployedFile PodOf(string kind, string part) => DeployedFile.KubernetesObject(kind, part).Part("spec", "template", "spec");

    private static DeployedFile ContainerOf(string kind, string part) => DeployedFile.Of(Assert.Single(PodOf(kind, part).Mappings("containers")));

    private static string? Text(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value.ToString() : null;
}
