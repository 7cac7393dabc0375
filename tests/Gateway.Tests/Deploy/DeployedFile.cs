using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway.Tests.Deploy;

/// <summary>A file of <c>deploy/</c>, read as YAML.</summary>
internal sealed partial class DeployedFile
{
    private DeployedFile(string name)
    {
        Text = File.ReadAllText(PathOf($"deploy/{name}"));
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));
        Root = (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    public static DeployedFile Balancer { get; } = new("balancer.yaml");

    public static DeployedFile Sampler { get; } = new("sampler.yaml");

    public static DeployedFile Compose { get; } = new("compose.yaml");

    public static string Documentation { get; } = File.ReadAllText(PathOf("docs/deployment.md"));

    public string Text { get; }

    public YamlMappingNode Root { get; }

    /// <summary>The environment variables that the file reads.</summary>
    public IEnumerable<string> Variables => Variable().Matches(Text).Select(match => match.Groups["name"].Value).Distinct();

    /// <summary>The environment variables that the file sets for a service.</summary>
    public Dictionary<string, string> EnvironmentOf(string service) =>
        Mapping("services", service, "environment").ToDictionary(one => one.Key.ToString(), one => one.Value.ToString());

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
