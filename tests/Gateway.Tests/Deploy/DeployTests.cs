using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway.Tests.Deploy;

/// <summary>The files of <c>deploy/</c> agree with each other, with the gateway and with their page.</summary>
public sealed partial class DeployTests
{
    private static readonly string[] Parts = ["receivers", "processors", "exporters"];

    private static readonly string[] Provisioned =
    [
        "/etc/grafana/provisioning/datasources", "/etc/grafana/provisioning/dashboards",
        Assert.Single(DeployedFile.Dashboards.Mappings("providers"))["options"]["path"].ToString(),
    ];

    public static TheoryData<string> Backends => ["otel", "langfuse", "phoenix", "langsmith"];

    public static TheoryData<string> Collectors => ["balancer", "sampler", "metrics"];

    [Theory]
    [MemberData(nameof(Collectors))]
    public void Every_part_of_a_pipeline_is_there_and_every_part_is_in_one(string collector)
    {
        var file = FileOf(collector);
        foreach (var part in Parts)
        {
            var used = file.Mapping("service", "pipelines").Children.Keys.SelectMany(name => file.Texts("service", "pipelines", name.ToString(), part));

            Assert.Equal(Names(file.Mapping(part)), used.Distinct().Order());
        }

        Assert.Equal(Names(file.Mapping("extensions")), file.Texts("service", "extensions"));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_balancer_gives_each_backends_traces_to_the_samplers_pipeline_for_it(string backend)
    {
        var resolver = DeployedFile.Balancer.Mapping("exporters", $"load_balancing/{backend}", "resolver", "dns");

        Assert.Equal("traceID", DeployedFile.Balancer.Scalar("exporters", $"load_balancing/{backend}", "routing_key"));
        Assert.Equal("sampler", resolver["hostname"].ToString());
        Assert.Equal($"{DeployedFile.Sampler.Port($"otlp/{backend}", "grpc")}", resolver["port"].ToString());
        Assert.Equal([$"otlp_http/{backend}"], DeployedFile.Sampler.Texts("service", "pipelines", $"traces/{backend}", "exporters"));
        Assert.Equal(
            ["memory_limiter", $"tail_sampling/{backend}"], DeployedFile.Sampler.Texts("service", "pipelines", $"traces/{backend}", "processors"));
    }

    // The balancer has no queue: spans that a sampler does not accept stay with the gateway.
    [Theory]
    [MemberData(nameof(Backends))]
    public void The_balancer_answers_when_a_sampler_has(string backend)
    {
        var otlp = DeployedFile.Balancer.Mapping("exporters", $"load_balancing/{backend}", "protocol", "otlp");

        Assert.Equal("false", ((YamlMappingNode)otlp["sending_queue"])["enabled"].ToString());
        Assert.Equal("false", ((YamlMappingNode)otlp["retry_on_failure"])["enabled"].ToString());
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "otel", "/v1/traces")]
    [InlineData("LANGFUSE_OTEL_HOST", "langfuse", "/api/public/otel/v1/traces")]
    [InlineData("PHOENIX_COLLECTOR_HTTP_ENDPOINT", "phoenix", "/v1/traces")]
    [InlineData("LANGSMITH_BASE_URL", "langsmith", "/otel/v1/traces")]
    public void The_gateway_sends_each_form_to_the_balancers_port_for_it(string variable, string backend, string path)
    {
        var address = new Uri(DeployedFile.Compose.EnvironmentOf("gateway")[variable]);

        Assert.Equal(("balancer", DeployedFile.Balancer.Port($"otlp/{backend}", "http")), (address.Host, address.Port));
        Assert.Equal(path, DeployedFile.Balancer.Scalar("receivers", $"otlp/{backend}", "protocols", "http", "traces_url_path") ?? "/v1/traces");
    }

    // The default of gRPC, 4 MiB, is less than one span with a long prompt.
    [Fact]
    public void Every_gRPC_port_takes_a_long_prompt_and_the_samplers_take_what_the_balancer_took()
    {
        const int OfHttp = 20;

        Assert.Equal(OfHttp, MegabytesOf(DeployedFile.Balancer, "otlp/otel"));
        Assert.All(Names(DeployedFile.Sampler.Mapping("receivers")), receiver => Assert.True(MegabytesOf(DeployedFile.Sampler, receiver) > OfHttp, receiver));
    }

    [Fact]
    public void A_header_that_can_be_absent_is_no_header_with_an_empty_value()
    {
        var environment = DeployedFile.Compose.EnvironmentOf("sampler");
        var optional = environment.Where(one => one.Value.Contains(":-}", StringComparison.Ordinal)).Select(one => one.Key).ToList();

        Assert.Equal(["OTLP_BACKEND_HEADERS", "PHOENIX_HEADERS"], optional.Order());
        foreach (var exporter in Names(DeployedFile.Sampler.Mapping("exporters")))
        {
            // Either all headers are one variable, or none of them is optional.
            var headers = DeployedFile.Sampler.Mapping("exporters", exporter, "headers");
            Assert.True(
                headers.Children.Count > 0 || optional.Any(name => DeployedFile.Sampler.Scalar("exporters", exporter, "headers") == $"${{env:{name}}}"), exporter);
            Assert.DoesNotContain(headers, header => optional.Any(name => header.Value.ToString().Contains(name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_TLS_file_gives_TLS_to_every_port_of_the_balancer()
    {
        foreach (var receiver in Names(DeployedFile.Balancer.Mapping("receivers")))
        {
            var protocols = Names(DeployedFile.Balancer.Mapping("receivers", receiver, "protocols")).ToList();
            Assert.Equal(protocols, Names(DeployedFile.BalancerTls.Mapping("receivers", receiver, "protocols")));
            Assert.All(protocols, protocol => Assert.Equal("/tls/tls.crt", DeployedFile.BalancerTls.Scalar("receivers", receiver, "protocols", protocol, "tls", "cert_file")));

            // A gateway shows its certificate to otel only.
            Assert.All(protocols, protocol => Assert.Equal(
                receiver == "otlp/otel" ? "/tls/ca.crt" : null, DeployedFile.BalancerTls.Scalar("receivers", receiver, "protocols", protocol, "tls", "client_ca_file")));
        }
    }

    [Fact]
    public void The_samplers_get_every_variable_that_they_take()
    {
        Assert.Empty(DeployedFile.Balancer.Variables);
        Assert.Equal(DeployedFile.Sampler.Variables.Order(), DeployedFile.Compose.EnvironmentOf("sampler").Keys.Order());
    }

    [Fact]
    public void The_gateways_file_can_be_read_and_names_every_backend()
    {
        Environment.SetEnvironmentVariable("GATEWAY_MASTER_KEY", "sk-of-the-test");
        try
        {
            var configuration = ConfigurationReader.ReadFile(DeployedFile.PathOf("deploy/gateway.yaml"));

            Assert.True(Assert.Single(configuration.Keys).Matches(ApiKey.ComputeHash("sk-of-the-test")));
            Assert.Equal("demo", Assert.Single(configuration.Deployments).ModelGroup);
            Assert.Equal(["arize_phoenix", "langfuse_otel", "langsmith", "otlp"], configuration.Callbacks.Order());
            Assert.Contains("GATEWAY_MASTER_KEY", DeployedFile.Compose.EnvironmentOf("gateway").Keys);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GATEWAY_MASTER_KEY", null);
        }
    }

    [Fact]
    public void Every_file_that_is_mounted_is_there_and_read_where_it_is_mounted()
    {
        foreach (var service in Names(DeployedFile.Compose.Mapping("services")))
        {
            var command = DeployedFile.Compose.Texts("services", service, "command");
            foreach (var mount in DeployedFile.Compose.Texts("services", service, "volumes").Where(mount => mount.StartsWith("./", StringComparison.Ordinal)))
            {
                var parts = mount.Split(':');
                Assert.True(File.Exists(DeployedFile.PathOf($"deploy/{parts[0]}")), mount);

                // Grafana finds the files of its provisioning folder by itself, and the dashboard by one of them.
                if (service == "grafana")
                {
                    Assert.Contains(Path.GetDirectoryName(parts[1])!, Provisioned);
                }
                else
                {
                    Assert.Contains(parts[1], command);
                }
            }
        }
    }

    [Fact]
    public void Prometheus_fetches_what_the_gateways_send_to_the_one_Collector_of_the_metrics()
    {
        var port = DeployedFile.Metrics.Scalar("exporters", "prometheus", "endpoint")!.Split(':')[^1];

        Assert.Equal($"http://metrics:{DeployedFile.Metrics.Port("otlp", "http")}/v1/metrics", DeployedFile.Compose.EnvironmentOf("gateway")["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"]);
        Assert.Contains($"- targets: [\"metrics:{port}\"]", DeployedFile.Prometheus.Text, StringComparison.Ordinal);

        // Two of them, or balancers, would show two values of one series.
        Assert.Equal("1", DeployedFile.Compose.Scalar("services", "metrics", "deploy", "replicas"));
        Assert.Equal("Recreate", DeployedFile.KubernetesObject("Deployment", "metrics").Scalar("spec", "strategy", "type"));
        Assert.All([DeployedFile.Balancer, DeployedFile.Sampler], file => Assert.Empty(file.Mapping("service", "pipelines", "metrics")));
        Assert.Equal("http://prometheus:9090", Assert.Single(DeployedFile.DataSources.Mappings("datasources"))["url"].ToString());
    }

    [Fact]
    public void Every_variable_is_on_the_page()
    {
        string[] variables =
        [
            .. DeployedFile.Compose.Variables,
            .. DeployedFile.Sampler.Variables,
            .. DeployedFile.Compose.EnvironmentOf("gateway").Keys,
            .. DeployedFile.Compose.EnvironmentOf("sampler").Keys,
        ];

        Assert.Equal(variables.Distinct().Order(), variables.Distinct().Where(name => Documented().Contains(name)).Order());
    }

    [Fact]
    public void Every_setting_of_the_gateway_is_one_that_it_has()
    {
        var pages = File.ReadAllText(DeployedFile.PathOf("docs/backends.md")) + File.ReadAllText(DeployedFile.PathOf("docs/configuration.md"));

        var unknown = DeployedFile.Compose.EnvironmentOf("gateway").Keys
            .Where(name => name is not ("ASPNETCORE_URLS" or "GATEWAY_MASTER_KEY"))
            .Where(name => !pages.Contains(name.Replace("__", ":", StringComparison.Ordinal), StringComparison.Ordinal));

        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_port_is_on_the_page_and_every_port_of_the_page_is_there()
    {
        var text = DeployedFile.Balancer.Text + DeployedFile.Sampler.Text + DeployedFile.Metrics.Text + DeployedFile.Compose.Text;
        var section = DeployedFile.Documentation.Split("## Ports")[1].Split("\n## ")[0];

        Assert.Equal(
            Port().Matches(text).Select(match => match.Value).Distinct().Order(),
            Port().Matches(section).Select(match => match.Value).Distinct().Order());
    }

    private static int MegabytesOf(DeployedFile file, string receiver) =>
        int.Parse(file.Scalar("receivers", receiver, "protocols", "grpc", "max_recv_msg_size_mib")!, CultureInfo.InvariantCulture);

    private static HashSet<string> Documented() =>
        [.. Code().Matches(DeployedFile.Documentation.Split("## Variables")[1].Split("\n## ")[0]).Select(match => match.Groups[1].Value)];

    private static DeployedFile FileOf(string collector) => collector switch
    {
        "balancer" => DeployedFile.Balancer,
        "sampler" => DeployedFile.Sampler,
        _ => DeployedFile.Metrics,
    };

    private static IEnumerable<string> Names(YamlMappingNode mapping) => mapping.Children.Keys.Select(name => name.ToString()).Order();

    [GeneratedRegex(@"(?<=[\s:"" -])(4\d{3}|5\d{3}|13133)(?=[\s:"",/-]|$)", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
