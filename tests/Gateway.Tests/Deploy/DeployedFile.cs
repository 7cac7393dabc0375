using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway.Tests.Deploy;

/// <summary>A file of <c>deploy/</c>, read as YAML.</summary>
internal sealed partial class DeployedFile
{
    private DeployedFile(string name)
        : this(File.ReadAllText(PathOf($"deploy/{name}")), Assert.Single(Documents(File.ReadAllText(PathOf($"deploy/{name}")))))
    {
    }

    private DeployedFile(string text, YamlMappingNode root)
    {
        Text = text;
        Root = root;
    }

    public static DeployedFile Balancer { get; } = new("balancer.yaml");

    public static DeployedFile Sampler { get; } = new("sampler.yaml");

    public static DeployedFile Metrics { get; } = new("metrics.yaml");

    public static DeployedFile Compose { get; } = new("compose.yaml");

    public static DeployedFile BalancerTls { get; } = new("balancer-tls.yaml");

    public static DeployedFile Prometheus { get; } = new("prometheus.yaml");

    public static DeployedFile DataSources { get; } = new("grafana/datasources.yaml");

    public static DeployedFile Dashboards { get; } = new("grafana/dashboards.yaml");

    public static DeployedFile Kustomization { get; } = new("kustomization.yaml");

    public static string Documentation { get; } = File.ReadAllText(PathOf("docs/deployment.md"));

    public string Text { get; }

    public YamlMappingNode Root { get; }

    /// <summary>The environment variables that the file reads.</summary>
    public IEnumerable<string> Variables => Variable().Matches(Text).Select(match => match.Groups["name"].Value).Distinct();

    /// <summary>The environment variables that the file sets for a service.</summary>
    public Dictionary<string, string> EnvironmentOf(string service) =>
        Mapping("services", service, "environment").ToDictionary(one => one.Key.ToString(), one => one.Value.ToString());

    /// <summary>The objects that the Kustomization takes as they are, each with its kind and name.</summary>
    public static IReadOnlyList<DeployedFile> KubernetesObjects { get; } =
    [
        .. from file in Kustomization.Texts("resources")
           let text = File.ReadAllText(PathOf($"deploy/{file}"))
           from root in Documents(text)
           select new DeployedFile(text, root),
    ];

    /// <summary>A Kubernetes object.</summary>
    public static DeployedFile KubernetesObject(string kind, string name) =>
        KubernetesObjects.Single(one => one.Scalar("kind") == kind && one.Scalar("metadata", "name") == name);

    /// <summary>A part of a file.</summary>
    public static DeployedFile Of(YamlMappingNode root) => new("", root);

    /// <summary>A mapping within it, to read further.</summary>
    public DeployedFile Part(params IEnumerable<string> path) => Of(Mapping(path));

    /// <summary>The mappings of a list within it; empty where it is absent.</summary>
    public IReadOnlyList<YamlMappingNode> Mappings(params IEnumerable<string> path) =>
        Node(path) is YamlSequenceNode list ? [.. list.Cast<YamlMappingNode>()] : [];

    /// <summary>A mapping within it; empty where it is absent.</summary>
    public YamlMappingNode Mapping(params IEnumerable<string> path) =>
        Node(path) as YamlMappingNode ?? [];

    /// <summary>The texts of a list within it; empty where it is absent.</summary>
    public List<string> Texts(params IEnumerable<string> path) =>
        Node(path) is YamlSequenceNode list ? [.. list.Select(item => item.ToString())] : [];

    /// <summary>A single text within it.</summary>
    public string? Scalar(params IEnumerable<string> path) => Node(path)?.ToString();

    /// <summary>The port that the collector listens on.</summary>
    public int Port(string receiver, string protocol) => int.Parse(
        Scalar("receivers", receiver, "protocols", protocol, "endpoint")!.Split(':')[^1], CultureInfo.InvariantCulture);

    public static string PathOf(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", path));

    private static IEnumerable<YamlMappingNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => (YamlMappingNode)document.RootNode);
    }

    private YamlNode? Node(IEnumerable<string> path)
    {
        YamlNode? node = Root;
        foreach (var name in path)
        {
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;
        }

        return node;
    }

    [GeneratedRegex(@"\$\{(env:)?(?<name>[A-Z_]+)")]
    private static partial Regex Variable();
}
